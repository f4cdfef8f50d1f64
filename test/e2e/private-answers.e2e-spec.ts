import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { HealthMonitor } from '../../src/health/health-monitor.service.js';
import { manifest } from '../support/example-manifest.js';
import { ManualClock } from '../support/manual-clock.js';
import { MongoStores } from '../support/mongo-stores.js';
import { assertProblem } from '../support/problem.js';
import { describeWithServices } from '../support/services.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

/** What strangers must not learn: where the backends are, and what their drivers say. */
const PRIVATE = /127\.0\.0\.1|ECONN|mongodb:\/|redis:\/|driver|socket|pool/i;

const TICK_MS = 20;

const READS = [
  '/health',
  '/health?verbose',
  '/health/live?verbose',
  '/health/ready?strict=1',
  '/health/ready?strict=1&verbose',
  '/servers/status',
  '/servers/a/history',
  '/signing/keys',
  `${DIRECTORY}/servers/a`,
];

describeWithServices('Answers to strangers', ['mongodb', 'redis'], ({ mongodb, redis }) => {
  const clock = new ManualClock(new Date().toISOString());
  const stores = new MongoStores(mongodb);
  let proxies: TcpProxy[];
  let directory: TestApp;
  let ticking: NodeJS.Timeout;

  async function proxyOf(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    return TcpProxy.to(hostname, Number(port));
  }

  async function answers(): Promise<Response[]> {
    await directory.app.get(HealthMonitor).refresh();
    const { http } = directory;
    return Promise.all([
      ...READS.map((path) => http.get(path)),
      http.post('/servers/register').send(manifest('a', { version: '2.0.0' })),
      http.post('/servers/heartbeat').send({ id: 'a' }),
      http.post('/servers/batch/heartbeat').send({ heartbeats: [{ id: 'a' }] }),
      http.post('/servers/a/disable').send({ reason: 'Test' }),
      http.post('/signing/keys/rotate'),
      http.delete('/servers/b'),
    ]);
  }

  beforeAll(async () => {
    proxies = [await proxyOf(mongodb), await proxyOf(redis)];
    const [mongoPort, redisPort] = proxies.map(({ port }) => String(port));
    ticking = setInterval(() => {
      clock.advance(TICK_MS);
    }, TICK_MS);
    directory = await startTestApp({
      clock,
      env: {
        MONGODB_URI: stores.uri(`mongodb://127.0.0.1:${mongoPort}`),
        REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      },
    });
    for (const id of ['a', 'b'])
      await directory.http.post('/servers/register').send(manifest(id)).expect(201);
  });

  afterAll(async () => {
    await directory.end();
    clearInterval(ticking);
    await stores.end();
  });

  it('should not say where the backends are while they are well', async () => {
    await directory.app.get(HealthMonitor).refresh();
    const { text } = await directory.http.get('/health').expect(200);
    expect(text).toContain('"redis":{"status":"up"');
    expect(text).not.toMatch(PRIVATE);
  });

  it('should show who changed a server by role, and keep the address', async () => {
    await directory.http.post('/servers/a/disable').send({ reason: 'Test' }).expect(200);
    const answer = await directory.http.get('/servers/a/history').expect(200);
    const { history } = answer.body as { history: { actor: string }[] };
    expect(history.map(({ actor }) => actor)).toEqual(['operator', 'member']);
  });

  it('should say what kind of fault a lost backend is, and nothing of where it was', async () => {
    const ports = proxies.map(({ port }) => String(port));
    for (const proxy of proxies) await proxy.close();
    const all = await answers();
    for (const { text } of all) {
      const told = [PRIVATE.exec(text)?.[0], ports.find((port) => text.includes(`:${port}`))];
      expect([text, ...told]).toEqual([text, undefined, undefined]);
    }
    const unavailable = all.filter(({ body }) => 'code' in (body as object));
    expect(unavailable.length).toBeGreaterThanOrEqual(5);
    for (const { body } of unavailable) assertProblem(body);
    const status = await directory.http.get('/servers/status').expect(200);
    expect(status.body).toMatchObject({ storage: { fault: 'the storage cannot be reached' } });
    const health = await directory.http.get('/health').expect(200);
    expect(health.text).toContain('the storage cannot be reached');
  });
});
