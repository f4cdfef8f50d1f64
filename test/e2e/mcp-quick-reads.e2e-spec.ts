import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StatusService } from '../../src/registry/status.service.js';
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

const KEY = 'io.modelcontextprotocol/';
const RUNS = 1_000;

/** A JSON object with some of these members. */
function some(names: readonly string[], member: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.dictionary(fc.constantFrom(...names), member, { noNullPrototype: true });
}

const detail = fc.oneof(
  fc.constant({}),
  fc.boolean(),
  fc.jsonValue({ maxDepth: 1 }),
  some(['applyDefaults', 'call'], fc.jsonValue({ maxDepth: 0 })),
);
const details = fc.oneof(
  { weight: 4, arbitrary: some(['listChanged', 'context', 'form', 'url', 'tools', 'a/b'], detail) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
);
const uri = fc.constantFrom(...READS.map(([known]) => known), 'omega://directory/none', 'é', '');
/** Requests of which most are valid, with what their headers say. */
const reading = fc.record({
  id: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.jsonValue({ maxDepth: 0 })),
  uri,
  name: fc.option(uri, { freq: 8 }),
  capabilities: some(
    ['roots', 'sampling', 'elicitation', 'experimental', 'extensions', 'tasks', 'x'],
    details,
  ),
  client: fc.option(
    fc.oneof(
      fc.record({ name: fc.string(), version: fc.string() }),
      some(['name', 'version', 'title', 'icons'], fc.jsonValue({ maxDepth: 1 })),
    ),
  ),
});

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

  async function send(message: object, name: string): Promise<unknown> {
    const { status, headers, text } = await client.send({
      method: 'POST',
      path: '/mcp',
      headers: modernHeaders('resources/read', name),
      body: JSON.stringify(message),
    });
    return [status, headers['content-type'], JSON.parse(text)];
  }

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

  it('should be refused as by the SDK when the directory makes a mistake', async () => {
    const service = directory.app.get(StatusService);
    Object.assign(service, { status: () => Promise.reject(new Error('a mistake')) });
    try {
      const uri = 'omega://directory/status';
      expect(await send(modernRequest('resources/read', { uri }), uri)).toEqual([
        200,
        'application/json',
        { jsonrpc: '2.0', id: 1, error: expect.objectContaining({ code: -32_603 }) },
      ]);
    } finally {
      Reflect.deleteProperty(service, 'status');
    }
  });

  it('should be answered and refused as by the SDK, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(reading, async ({ id, uri: asked, name, capabilities, client: info }) => {
        const message = (trace: object): object => {
          const request = modernRequest('resources/read', { uri: asked }) as {
            params: { _meta: object };
          };
          const meta = {
            ...request.params._meta,
            [`${KEY}clientCapabilities`]: capabilities,
            ...(info !== null && { [`${KEY}clientInfo`]: info }),
            ...trace,
          };
          return { ...request, id, params: { ...request.params, _meta: meta } };
        };
        // Headers are in Latin-1 for Node.js.
        const header = Buffer.from(name ?? asked).toString('latin1');
        expect(await send(message({}), header)).toEqual(await send(message(TRACE), header));
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});
