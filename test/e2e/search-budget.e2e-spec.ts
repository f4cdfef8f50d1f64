import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { modernClient } from '../support/mcp-clients.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Words that share 26 letters: only comparing them letter by letter tells them apart. */
const alike = (first: number, count: number): string =>
  Array.from(
    { length: count },
    (_, index) => LETTERS + String(first + index).replace(/\d/g, (digit) => LETTERS[+digit] ?? ''),
  ).join(' ');

/** Six words that are nowhere, and one that is. */
const QUERY = `${alike(900_000, 5)} weather`;

describe('A search that would cost too much', () => {
  let directory: TestApp;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true, env: { MAX_MANIFEST_KIB: '256' } });
    const planted = manifest('planted', {
      tools: Array.from({ length: 50 }, (_, index) => ({
        name: `t${index}`,
        description: alike(100_000 + index * 100, 100),
      })),
    });
    await directory.http.post('/servers/register').send(planted).expect(201);
    const honest = manifest('honest', { description: 'Weather for everybody' });
    await directory.http.post('/servers/register').send(honest).expect(201);
  });

  afterAll(async () => {
    await directory.end();
  });

  it.each(['search', 'servers'])('should answer what it found, and say so: %s', async (route) => {
    const url = `${DIRECTORY}/${route}?q=${encodeURIComponent(QUERY)}`;
    const response = await directory.http.get(url).expect(200);
    expect(response.body).toMatchObject({ partial: true, total: 1, servers: [{ id: 'honest' }] });
    expect(response.headers['x-omega-partial']).toBe('search-budget');
    const openApi = await OpenApi.of(directory);
    expect(openApi.faults('get', `${DIRECTORY}/${route}`, response)).toEqual([]);
    const etag = response.headers['etag'] ?? '';
    const again = await directory.http.get(url).set('If-None-Match', etag).expect(304);
    expect(again.headers['x-omega-partial']).toBe('search-budget');
  });

  it('should say nothing when it looked at everything', async () => {
    const response = await directory.http.get(`${DIRECTORY}/search?q=wether`).expect(200);
    expect(response.body).toMatchObject({ total: 1 });
    expect(response.body).not.toHaveProperty('partial');
    expect(response.headers).not.toHaveProperty('x-omega-partial');
  });

  it('should tell models too', async () => {
    const client = await modernClient(`${await directory.app.getUrl()}/mcp`);
    const found = await client.callTool({ name: 'find_servers', arguments: { q: QUERY } });
    expect(found.structuredContent).toMatchObject({ total: 1, partial: true });
    expect(JSON.stringify(found.content)).toContain('servers that match may be missing');
    const whole = await client.callTool({ name: 'find_servers', arguments: { q: 'wether' } });
    expect(whole.structuredContent).not.toHaveProperty('partial');
    expect(JSON.stringify(whole.content)).not.toContain('may be missing');
    await client.close();
  });
});
