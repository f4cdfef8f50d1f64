import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ICONS, MY_ANALYZER, manifest } from '../support/example-manifest.js';
import { legacyClient, modernClient } from '../support/mcp-clients.js';
import { storedEarlier } from '../support/stored-earlier.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const CLIENTS = [
  ['2026-07-28', modernClient],
  ['2025-11-25', legacyClient],
] as const;

const ANALYZER_URI = 'omega://directory/servers/my_analyzer';

/** Resources with the HTTP route that answers the same. */
const SAME_BYTES: readonly [uri: string, path: string][] = [
  ['omega://directory/servers', `${DIRECTORY}/servers`],
  [ANALYZER_URI, `${DIRECTORY}/servers/my_analyzer`],
  ['omega://directory/servers/my%5Fanalyzer', `${DIRECTORY}/servers/my_analyzer`],
  ['omega://directory/tags', `${DIRECTORY}/tags`],
  ['omega://directory/status', '/servers/status'],
  ['omega://directory/search', `${DIRECTORY}/search`],
  ['omega://directory/search?q=analizer', `${DIRECTORY}/search?q=analizer`],
  [
    'omega://directory/search?limit=2&tag=code,none&q=my%20code',
    `${DIRECTORY}/search?q=my+code&tag=code,none&limit=2`,
  ],
  ['omega://directory/search?status=healthy&page=2', `${DIRECTORY}/search?page=2&status=healthy`],
];

const NOT_FOUND = [
  'omega://directory/servers/nobody',
  'omega://directory/servers/../..',
  'omega://directory/servers/my_analyzer/',
  'omega://directory/servers/%ff',
  'omega://directory/servers?page=2',
  'omega://directory/',
  'omega://elsewhere/servers',
  'file:///etc/passwd',
  'not a uri',
];

describe.each(CLIENTS)('The directory as MCP, revision %s', (revision, connect) => {
  const modern = revision === '2026-07-28';
  let directory: TestApp;
  let client: Awaited<ReturnType<typeof connect>>;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    const others = Array.from({ length: 450 }, (_, index) =>
      manifest(`server-${String(index).padStart(3, '0')}`, { tags: ['many'] }),
    );
    const shown = manifest('painted', { icons: ICONS, display_name: '\u3164' });
    await storedEarlier(directory, shown);
    await directory.http.post('/servers/batch/register').send({ servers: others }).expect(200);
    client = await connect(`${await directory.app.getUrl()}/mcp`);
  });

  afterAll(async () => {
    await client.close();
    await directory.end();
  });

  it('should say what it can do', () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'omega-fastmcp-directory' });
    expect(client.getServerCapabilities()).toEqual({
      resources: { subscribe: true, listChanged: true },
      tools: {},
      prompts: {},
      completions: {},
    });
    expect(client.getInstructions()).toContain('omega://directory/');
  });

  it('should list its resources and the servers themselves, by pages', async () => {
    const uris: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await client.listResources(cursor === undefined ? {} : { cursor });
      uris.push(...page.resources.map(({ uri }) => uri));
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== undefined && pages < 10);
    expect(uris.slice(0, 4)).toEqual([
      'omega://directory/servers',
      'omega://directory/tags',
      'omega://directory/status',
      ANALYZER_URI,
    ]);
    expect(new Set(uris).size).toBe(455);
  });

  it('should describe a listed server as it is read', async () => {
    const { resources } = await client.listResources();
    const listed = resources.find(({ uri }) => uri === ANALYZER_URI);
    const { contents } = await client.readResource({ uri: ANALYZER_URI });
    expect(listed).toEqual({
      uri: ANALYZER_URI,
      name: 'my_analyzer',
      title: MY_ANALYZER.display_name,
      description: MY_ANALYZER.description,
      mimeType: 'application/json',
      size: Buffer.byteLength((contents[0] as { text: string }).text),
      annotations: { priority: 0.7, lastModified: '2026-11-22T12:00:00.000Z' },
    });
  });

  it('should list the icons that a manifest has', async () => {
    const { resources } = await client.listResources();
    const listed = resources.filter(({ icons }) => icons !== undefined);
    // Its own name cannot be seen.
    expect(listed).toMatchObject([{ name: 'painted', title: 'painted', icons: ICONS }]);
  });

  it.each(SAME_BYTES)('should read %s as %s answers', async (uri, path) => {
    const { text } = await directory.http.get(path);
    const { contents } = await client.readResource({ uri });
    // The client's own connections come and go between the two requests; the rest is the same bytes.
    const steady = (json: string): string =>
      json.replace(/"connections":\{"used":\d+/, '"connections":{"used":0');
    expect(
      contents.map((content) =>
        'text' in content ? { ...content, text: steady(content.text) } : content,
      ),
    ).toEqual([{ uri, mimeType: 'application/json', text: steady(text) }]);
  });

  it.each(NOT_FOUND)('should not find %s', async (uri) => {
    await expect(client.readResource({ uri })).rejects.toMatchObject({
      code: modern ? -32_602 : -32_002,
      data: { uri },
    });
  });

  it('should name what is wrong with a search', async () => {
    const uri = 'omega://directory/search?limit=0&colour=red';
    await expect(client.readResource({ uri })).rejects.toMatchObject({
      code: -32_602,
      data: {
        errors: expect.arrayContaining([
          { path: 'colour', message: 'is not a known field' },
          { path: 'limit', message: expect.stringContaining('500') },
        ]),
      },
    });
  });

  it('should list the templates and complete what is typed into them', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'omega://directory/servers/{id}',
      'omega://directory/search?q={q}',
      'omega://directory/search?tag={tag}',
      'omega://directory/search{?q,tag,capability,status,page,limit,after}',
    ]);
    const complete = async (template: number, name: string, value: string): Promise<object> => {
      const uri = resourceTemplates[template]?.uriTemplate ?? '';
      const ref = { type: 'ref/resource' as const, uri };
      return (await client.complete({ ref, argument: { name, value } })).completion;
    };
    const ids = { values: ['my_analyzer'], total: 1, hasMore: false };
    expect(await complete(0, 'id', 'MY')).toEqual(ids);
    expect(await complete(0, 'id', 's')).toMatchObject({ total: 450, hasMore: true });
    expect(await complete(1, 'q', 'x')).toMatchObject({ values: [] });
    expect(await complete(2, 'tag', '')).toMatchObject({
      values: ['many', 'analysis', 'code', 'python'],
    });
    expect(await complete(3, 'tag', 'c')).toMatchObject({ values: ['code'] });
    expect(await complete(3, 'status', 'st')).toMatchObject({ values: ['stale'] });
    const prompt = { type: 'ref/prompt' as const, name: 'connect_to_server' };
    const argument = { name: 'id', value: 'my' };
    expect((await client.complete({ ref: prompt, argument })).completion).toEqual(ids);
  });
});
