import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { modernHeaders, modernRequest } from '../support/mcp-messages.js';
import { RawClient } from '../support/raw-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

const READS: readonly [uri: string, ttlMs: number][] = [
  ['omega://directory/servers/quick', 45_000],
  ['omega://directory/servers/slow', 600_000],
  ['omega://directory/servers/static', 60_000],
  ['omega://directory/servers', 0],
  ['omega://directory/tags', 0],
  ['omega://directory/status', 0],
  ['omega://directory/search?q=serv%C3%A9r&tag=%22', 0],
];

describe('Reads that the SDK does not answer', () => {
  let directory: TestApp;
  let client: RawClient;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    client = new RawClient(directory);
    const servers = [
      manifest('quick', { heartbeat_interval_seconds: 20, tags: ['"\\é'] }),
      manifest('slow', { heartbeat_interval_seconds: 300, cache_ttl_seconds: 3_600 }),
      manifest('static', { heartbeat_interval_seconds: 0 }),
    ];
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    await directory.pass(15);
  });

  afterAll(async () => {
    client.close();
    await directory.end();
  });

  async function read(uri: string, meta: object): Promise<{ result: Record<string, unknown> }> {
    const request = modernRequest('resources/read', { uri }) as { params: { _meta: object } };
    const params = { ...request.params, _meta: { ...request.params._meta, ...meta } };
    const { status, text } = await client.send({
      method: 'POST',
      path: '/mcp',
      headers: modernHeaders('resources/read', uri),
      body: JSON.stringify({ ...request, params }),
    });
    expect(status).toBe(200);
    return JSON.parse(text) as { result: Record<string, unknown> };
  }

  it.each(READS)('should be answered as by the SDK: %s, fresh for %d ms', async (uri, ttlMs) => {
    const answer = await read(uri, {});
    expect(answer).toEqual(await read(uri, TRACE));
    expect(answer.result).toMatchObject({ ttlMs, cacheScope: 'public', resultType: 'complete' });
  });
});
