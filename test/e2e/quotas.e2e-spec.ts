import { afterEach, describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { MemoryGauge } from '../../src/limits/memory/memory-gauge.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { manifest } from '../support/example-manifest.js';
import { FROM, takeClientsFromHeader } from '../support/from-client.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const A = '10.0.0.1';
const B = '10.0.0.2';

describe('Quotas of what is stored', () => {
  let directory: TestApp;

  async function start(env: Record<string, string>): Promise<void> {
    directory = await startTestApp({ env });
    takeClientsFromHeader(directory);
  }

  afterEach(() => directory.end());

  const register = (client: string, id: string, changes: object = {}) =>
    directory.http.post('/servers/register').set(FROM, client).send(manifest(id, changes));
  const text = (bytes: number) => ({ metadata: { text: 'x'.repeat(bytes) } });
  const total = () => directory.app.get(Catalog).of(DEFAULT_SCOPE).usage.all.servers;

  it('should give a client its share of the servers, and all clients what there is', async () => {
    await start({ MAX_SERVERS: '4', CLIENT_SHARE_PERCENT: '50' });
    expect((await register(A, 'a1')).status).toBe(201);
    expect((await register(A, 'a2')).status).toBe(201);
    const refused = await register(A, 'a3');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      detail: 'The servers of this client use 2 of its 2 servers; this needs 1 more.',
    });
    expect((await directory.http.get(`${DIRECTORY}/servers/a3`)).status).toBe(404);
    // A program on the same machine has all the rest.
    expect((await register('127.0.0.1', 'l1')).status).toBe(201);
    expect((await register('127.0.0.1', 'l2')).status).toBe(201);
    const full = await register('127.0.0.1', 'l3');
    expect(full.status).toBe(507);
    expect(full.body).toMatchObject({
      code: 'CAPACITY_EXCEEDED',
      detail: 'All clients together use 4 of 4 servers; this needs 1 more.',
    });
    // What is there goes on, and what goes makes room.
    expect((await register(A, 'a1', { version: '2' })).status).toBe(200);
    expect((await directory.http.post('/servers/heartbeat').send({ id: 'a2' })).status).toBe(200);
    expect((await directory.http.post('/servers/l1/disable').send({ reason: 'x' })).status).toBe(
      200,
    );
    expect((await directory.http.delete('/servers/l2')).status).toBe(200);
    expect((await register(B, 'b1')).status).toBe(201);
  });

  it('should bound the bytes of all manifests; what shrinks always passes', async () => {
    await start({ MAX_STORED_MIB: '1', CLIENT_SHARE_PERCENT: '5' });
    expect((await register(A, 'a', text(15_000))).status).toBe(201);
    expect((await register(A, 'b', text(15_000))).status).toBe(201);
    expect((await register(A, 'c', text(15_000))).status).toBe(201);
    const refused = await register(A, 'd', text(15_000));
    expect(refused.body).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      detail: expect.stringMatching(
        /^The servers of this client use \d+ of its 52429 stored bytes/,
      ),
    });
    expect((await register(A, 'a', text(16_000))).status).toBe(200);
    expect((await register(A, 'a', text(16_300))).status).toBe(200);
    expect((await register(A, 'a', text(100))).status).toBe(200);
    expect((await register(A, 'd', text(10_000))).status).toBe(201);
  });

  it('should bound one manifest', async () => {
    await start({ MAX_MANIFEST_KIB: '4' });
    const answer = await register(A, 'large', text(4_096));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: '', message: 'must be at most 4 KiB in canonical JSON' }],
    });
    expect((await register(A, 'fits', text(3_000))).status).toBe(201);
  });

  it('should bound the words that the search knows, by client and in all', async () => {
    await start({ MAX_INDEXED_TERMS: '200', CLIENT_SHARE_PERCENT: '10' });
    const words = (from: number, count: number) => ({
      description: Array.from({ length: count }, (_, index) => `word${from + index}`).join(' '),
    });
    expect((await register(A, 'a', words(0, 60))).status).toBe(201);
    const refused = await register(A, 'b', words(100, 60));
    expect(refused.body).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      detail: expect.stringContaining('of its 80 indexed terms'),
    });
    expect((await register('127.0.0.1', 'b', words(100, 60))).status).toBe(201);
    expect((await register('127.0.0.1', 'c', words(200, 60))).status).toBe(201);
    expect((await register('127.0.0.1', 'd', words(300, 60))).body).toMatchObject({
      code: 'CAPACITY_EXCEEDED',
    });
  });

  it('should count registrations that are under way', async () => {
    await start({ MAX_SERVERS: '1000', CLIENT_SHARE_PERCENT: '5' });
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => register(A, `s${index}`)),
    );
    const taken = answers.filter(({ status }) => status === 201);
    expect(taken).toHaveLength(50);
    expect(total()).toBe(50);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(250);
  });

  it('should refuse item by item in a batch', async () => {
    await start({ MAX_SERVERS: '3' });
    const servers = ['a', 'b', 'c', 'd', 'e'].map((id) => manifest(id));
    const answer = await directory.http.post('/servers/batch/register').send({ servers });
    const { results } = answer.body as { results: { status: number }[] };
    const statuses = results.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 201, 201, 507, 507]);
    expect(total()).toBe(3);
  });

  it('should register nothing more when the memory is full, and keep what there is', async () => {
    await start({});
    const gauge = directory.app.get(MemoryGauge);
    await register(A, 'a', text(1_000));
    Object.defineProperty(gauge, 'livePart', { value: 0.86, configurable: true });
    const refused = await register('127.0.0.1', 'b');
    expect([refused.status, refused.body]).toMatchObject([507, { code: 'CAPACITY_EXCEEDED' }]);
    expect((await register(A, 'a', text(2_000))).status).toBe(507);
    expect((await register(A, 'a', text(500))).status).toBe(200);
    expect((await directory.http.post('/servers/heartbeat').send({ id: 'a' })).status).toBe(200);
  });

  it('should show what is used in the status, and what is scarce in health', async () => {
    await start({ MAX_SERVERS: '3', MAX_TOMBSTONES: '100' });
    const document = await OpenApi.of(directory);
    await register(A, 'a');
    await register(B, 'b');
    await directory.http.delete('/servers/b');
    const status = await directory.http.get('/servers/status');
    expect(document.faults('get', '/servers/status', status)).toEqual([]);
    expect(status.body).toMatchObject({
      limits: {
        client_share_percent: 10,
        clients: 2,
        not_served: { damaged: 0, left_out: 0, unindexed: 0 },
        used: {
          servers: { used: 1, limit: 3 },
          tombstones: { used: 1, limit: 100 },
          waiting_writes_bytes: { used: 0 },
          mcp_sessions: { limit: 10_000 },
        },
      },
    });
    await register('127.0.0.1', 'c');
    await register('127.0.0.1', 'd');
    const health = await directory.http.get('/health');
    expect(health.body).toMatchObject({
      details: { limits: { status: 'degraded', scarce: ['servers'] } },
    });
  });
});
