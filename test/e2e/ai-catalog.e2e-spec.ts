import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ICONS, manifest, MY_ANALYZER } from '../support/example-manifest.js';
import { storedEarlier } from '../support/stored-earlier.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const HOST = 'directory.example.com';
const BASE = `https://${HOST}`;
const CARD_TYPE = 'application/mcp-server-card+json';
const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json';

describe('The AI catalog', () => {
  let directory: TestApp;

  beforeAll(async () => {
    directory = await startTestApp({ env: { PUBLIC_URL: BASE } });
    const claimed = { ...MY_ANALYZER, registry_name: 'com.acme/analyzer' };
    await directory.http.post('/servers/register').send(claimed).expect(201);
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should name the directory and its servers by their cards', async () => {
    const answer = await directory.http.get('/.well-known/ai-catalog.json').set('Host', HOST);
    expect(answer.body).toEqual({
      specVersion: '1.0',
      entries: [
        {
          identifier: 'urn:air:directory.example.com:mcp:omega-fastmcp-directory',
          displayName: 'OMEGA FastMCP Directory',
          type: CARD_TYPE,
          url: `${BASE}/mcp/server-card`,
        },
        {
          identifier: 'urn:air:directory.example.com:mcp:my_analyzer',
          displayName: 'My Code Analyzer',
          type: CARD_TYPE,
          url: `${BASE}${DIRECTORY}/servers/my_analyzer/server-card`,
        },
      ],
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/ai-catalog+json',
      'cache-control': 'private, max-age=60',
      vary: 'Origin',
    });
    await directory.http
      .get('/.well-known/ai-catalog.json')
      .set({ Host: HOST, 'If-None-Match': answer.headers['etag'] ?? '' })
      .expect(304);
  });

  it('should show the card of a server, with a name of its own only when a domain vouches', async () => {
    const path = `${DIRECTORY}/servers/my_analyzer/server-card`;
    const answer = await directory.http.get(path).set('Host', HOST);
    expect(answer.body).toEqual({
      $schema: SCHEMA,
      name: 'com.example.directory/my_analyzer',
      version: '1.0.0',
      title: 'My Code Analyzer',
      description: MY_ANALYZER.description,
      remotes: [{ type: 'streamable-http', url: MY_ANALYZER.endpoints.mcp }],
      _meta: {
        'omega-directory/entry': {
          id: 'my_analyzer',
          status: 'healthy',
          verified_domain: null,
          text_origin: 'member',
        },
      },
    });
    expect(answer.headers['content-type']).toBe(CARD_TYPE);
  });

  it('should show a server’s icons on its card', async () => {
    await directory.http.post('/servers/register').send(manifest('shown', { icons: ICONS }));
    const answer = await directory.http.get(`${DIRECTORY}/servers/shown/server-card`);
    expect(answer.body).toHaveProperty('icons', ICONS);
  });

  it('should show the directory’s own card, with the URL that is set, whatever is asked', async () => {
    const forwarded = { Host: 'localhost:1', 'X-Forwarded-Proto': 'http' };
    const answer = await directory.http.get('/mcp/server-card').set(forwarded);
    expect(answer.body).toMatchObject({
      name: 'com.example.directory/omega-fastmcp-directory',
      remotes: [{ url: `${BASE}/mcp` }],
    });
  });

  it('should call a server whose name is invisible by its id', async () => {
    const manifest = { ...MY_ANALYZER, id: 'unseen', display_name: '\u3164', description: '' };
    await storedEarlier(directory, manifest);
    const answer = await directory.http.get(`${DIRECTORY}/servers/unseen/server-card`);
    expect(answer.body).toMatchObject({ title: 'unseen', description: 'unseen' });
  });

  it('should give its own name to no member', async () => {
    const manifest = { ...MY_ANALYZER, id: 'omega-fastmcp-directory' };
    await directory.http.post('/servers/register').send(manifest).expect(201);
    const catalog = await directory.http.get('/.well-known/ai-catalog.json').set('Host', HOST);
    const entries = catalog.body as { entries: { identifier: string; url: string }[] };
    const own = 'urn:air:directory.example.com:mcp:omega-fastmcp-directory';
    expect(entries.entries.filter(({ identifier }) => identifier === own)).toEqual([
      expect.objectContaining({ url: `${BASE}/mcp/server-card` }),
    ]);
    const path = `${DIRECTORY}/servers/${manifest.id}/server-card`;
    const card = await directory.http.get(path).set('Host', HOST);
    expect(card.body).toMatchObject({ name: 'com.example.directory/_omega-fastmcp-directory' });
  });

  it('should refuse what it does not know', async () => {
    await directory.http.get(`${DIRECTORY}/servers/nobody/server-card`).expect(404);
    await directory.http.get(`${DIRECTORY}/servers/..%2f/server-card`).expect(400);
    await directory.http.get('/.well-known/ai-catalog.json?x=1').expect(400);
  });
});
