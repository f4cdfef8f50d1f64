import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { manifest } from '../support/example-manifest.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

interface Page {
  servers: { id: string; directory: { score?: number } }[];
  total: number;
  pages: number;
  page: number;
  revision: string;
}

describe('Discovery', () => {
  let directory: TestApp;

  beforeAll(async () => {
    directory = await startTestApp();
    const servers = [
      manifest('b.weather', {
        display_name: 'Weather Europe',
        tags: ['Weather', 'eu'],
        capabilities: ['Forecast'],
      }),
      manifest('a.weather', {
        display_name: 'Weather World',
        tags: ['weather'],
        tools: [{ name: 'getForecast' }],
      }),
      manifest('C.mail', {
        tags: ['mail', 'eu'],
        description: 'Reads mail. Nothing about the weather.',
      }),
      manifest('z.code', {
        tags: ['code'],
        heartbeat_interval_seconds: 5,
        description: 'Runs Python in a sandbox',
      }),
      manifest('calendar', { tags: ['mail', 'calendar'], capabilities: ['forecast', 'events'] }),
    ];
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
  });

  afterAll(async () => {
    await directory.end();
  });

  async function page(path: string): Promise<Page> {
    return ((await directory.http.get(DIRECTORY + path).expect(200)) as { body: Page }).body;
  }

  const ids = async (path: string): Promise<string[]> =>
    (await page(path)).servers.map(({ id }) => id);

  it('should order by the code units of the id', async () => {
    expect(await ids('/servers')).toEqual([
      'C.mail',
      'a.weather',
      'b.weather',
      'calendar',
      'z.code',
    ]);
  });

  it.each([
    ['tag=weather', ['a.weather', 'b.weather']],
    ['tag=WEATHER', ['a.weather', 'b.weather']],
    ['tag=weather&tag=eu', ['b.weather']],
    ['tag=mail,code', ['C.mail', 'calendar', 'z.code']],
    ['tag=mail,code&tag=eu,calendar', ['C.mail', 'calendar']],
    ['tag=none', []],
    ['capability=forecast', ['b.weather', 'calendar']],
    ['capability=GETFORECAST', ['a.weather']],
    ['capability=forecast,getforecast&tag=weather', ['a.weather', 'b.weather']],
    ['status=healthy&tag=code', ['z.code']],
    ['status=stale,offline', []],
    ['q=weather', ['C.mail', 'a.weather', 'b.weather']],
    ['q=weather&tag=eu', ['C.mail', 'b.weather']],
    ['q=', ['C.mail', 'a.weather', 'b.weather', 'calendar', 'z.code']],
  ])('should list for %s', async (query, expected) => {
    expect(await ids(`/servers?${query}`)).toEqual(expected);
  });

  it.each([
    ['q=weather', ['a.weather', 'b.weather', 'C.mail']],
    ['q=wether', ['a.weather', 'b.weather', 'C.mail']],
    ['q=weath', ['a.weather', 'b.weather', 'C.mail']],
    ['q=weather+europe', ['b.weather']],
    ['q=forecast', ['b.weather', 'calendar', 'a.weather']],
    ['q=sandbox+calendar', ['calendar', 'z.code']],
    ['q=weather&tag=mail', ['C.mail']],
    ['q=%21%21', []],
  ])('should rank for %s', async (query, expected) => {
    expect(await ids(`/search?${query}`)).toEqual(expected);
  });

  it('should put servers whose name matches before those that mention the word', async () => {
    const { servers } = await page('/search?q=weather');
    expect(servers.at(-1)?.id).toBe('C.mail');
    const scores = servers.map((server) => server.directory.score ?? 0);
    expect([...scores].sort((a, b) => b - a)).toEqual(scores);
  });

  it('should page', async () => {
    expect(await page('/servers?limit=2&page=2')).toMatchObject({
      page: 2,
      limit: 2,
      total: 5,
      pages: 3,
    });
    expect(await ids('/servers?limit=2&page=3')).toEqual(['z.code']);
    expect(await page('/servers?limit=2&page=9')).toMatchObject({
      servers: [],
      total: 5,
      pages: 3,
    });
    expect(await ids('/search?q=weather&limit=1&page=3')).toEqual(['C.mail']);
  });

  it('should count tags and capabilities of the listed servers', async () => {
    const { body } = (await directory.http.get(`${DIRECTORY}/tags`).expect(200)) as {
      body: unknown;
    };
    expect(body).toMatchObject({
      tags: [
        { tag: 'eu', count: 2 },
        { tag: 'mail', count: 2 },
        { tag: 'weather', count: 2 },
        { tag: 'calendar', count: 1 },
        { tag: 'code', count: 1 },
      ],
      capabilities: [
        { capability: 'forecast', count: 2 },
        { capability: 'events', count: 1 },
      ],
      total: 5,
    });
  });

  it('should name the 5,000 most frequent tags, and say that there are more', async () => {
    const servers = Array.from({ length: 251 }, (_, server) =>
      manifest(`many-${server}`, {
        tags: ['frequent', ...Array.from({ length: 20 }, (_tag, tag) => `tag-${server}-${tag}`)],
        heartbeat_interval_seconds: 0,
      }),
    );
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    const many = await directory.http.get(`${DIRECTORY}/tags`).expect(200);
    const { tags, truncated } = many.body as { tags: { tag: string }[]; truncated?: boolean };
    expect([tags.length, truncated, tags[0]?.tag]).toEqual([5_000, true, 'frequent']);
    for (const { id } of servers) await directory.http.delete(`/servers/${id}`).expect(200);
    const few = await directory.http.get(`${DIRECTORY}/tags`).expect(200);
    expect(few.body).not.toHaveProperty('truncated');
  });

  describe('conditional reads', () => {
    const get = (path: string, etag?: string): Promise<Response> => {
      const request = directory.http.get(DIRECTORY + path);
      return Promise.resolve(etag === undefined ? request : request.set('If-None-Match', etag));
    };
    const etagOf = (response: Response): string => response.headers['etag'] ?? '';

    it.each(['/servers', '/servers?tag=eu', '/search?q=weather', '/tags', '/servers/z.code'])(
      'should answer 304 for the entity tag of %s',
      async (path) => {
        const first = await get(path);
        expect(etagOf(first)).toMatch(/^W\/"[\w-]{22}(\.[\w-]+)?"$/);
        const again = await get(path, `"x", ${etagOf(first)}`);
        expect([again.status, again.text]).toEqual([304, '']);
        expect(etagOf(again)).toBe(etagOf(first));
        expect((await get(path, '"other"')).status).toBe(200);
        expect((await get(path, '*')).status).toBe(304);
      },
    );

    it('should change the tag of what a change touches, and of nothing else', async () => {
      const paths = [
        '/servers?tag=code',
        '/servers/z.code',
        '/servers?tag=eu',
        '/servers/calendar',
      ];
      const before = await Promise.all(paths.map(async (path) => etagOf(await get(path))));
      const changed = manifest('z.code', {
        tags: ['code'],
        version: '2.0.0',
        heartbeat_interval_seconds: 5,
      });
      await directory.http.post('/servers/register').send(changed).expect(200);
      const after = await Promise.all(paths.map(async (path) => etagOf(await get(path))));
      expect(after.map((etag, index) => etag === before[index])).toEqual([
        false,
        false,
        true,
        true,
      ]);
    });

    it('should give the same answer to the same question in other words', async () => {
      const tags = await Promise.all(
        ['/servers?tag=eu&tag=mail', '/servers?tag=MAIL&tag=eu&page=1&limit=50'].map((path) =>
          get(path),
        ),
      );
      expect(new Set(tags.map(etagOf)).size).toBe(1);
    });

    it('should answer HEAD like GET without a body', async () => {
      const head = await directory.http.head(`${DIRECTORY}/servers`).expect(200);
      const full = await get('/servers');
      expect(head.headers['content-length']).toBe(full.headers['content-length']);
      expect(etagOf(head)).toBe(etagOf(full));
    });
  });

  it('should fingerprint the default listing, whatever the order of changes', async () => {
    const before = (await page('/servers')).revision;
    await directory.http.post('/servers/register').send(manifest('x.one')).expect(201);
    const between = (await page('/servers')).revision;
    expect(between).not.toBe(before);
    await directory.http.delete('/servers/x.one').expect(200);
    expect((await page('/servers?tag=eu')).revision).toBe(before);
  });
});
