import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessState } from '../../src/common/process-state.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('Health', () => {
  let directory: TestApp;
  let openApi: OpenApi;

  beforeAll(async () => {
    directory = await startTestApp();
    openApi = await OpenApi.of(directory);
    await directory.pass(0.5);
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should show every indicator', async () => {
    const response = await directory.http.get('/health').expect(200);
    expect(response.body).toMatchObject({
      status: 'ok',
      details: {
        storage: { status: 'up', adapter: 'embedded', pending: 0, response_ms: 0 },
        leases: { status: 'up', live: 0, total: 0 },
        event_loop: { status: 'up' },
        feed: { status: 'up', lag_ms: 0 },
        catalog: { status: 'up', servers: 0 },
        sweeper: { status: 'up' },
        probes: { status: 'up', servers: 0 },
      },
    });
    expect(openApi.faults('get', '/health', response)).toEqual([]);
  });

  it('should tell its health in lines, as Kubernetes does', async () => {
    const health = await directory.http.get('/health?verbose').expect(200);
    expect(health.headers['content-type']).toContain('text/plain');
    expect(health.text.split('\n')).toEqual([
      '[+]storage ok',
      '[+]leases ok',
      '[+]event_loop ok',
      '[+]feed ok',
      '[+]catalog ok',
      '[+]sweeper ok',
      '[+]probes ok',
      '[+]signing ok',
      '[+]limits ok',
      'healthz check passed',
      '',
    ]);
    const live = await directory.http.get('/health/live?verbose').expect(200);
    expect(live.text).toBe('[+]process ok\nlivez check passed\n');
    const ready = await directory.http.get('/health/ready?verbose=1').expect(200);
    expect(ready.text).toMatch(/^\[\+\]process ok\n[^]*readyz check passed\n$/);
    await directory.http.get('/health?verbose=no').expect(400);
  });

  it('should be alive and ready', async () => {
    for (const path of ['/health/live', '/health/ready', '/health/ready?strict=1']) {
      const response = await directory.http.get(path).expect(200);
      expect(response.body).toEqual({ status: 'ok', phase: 'serving' });
      expect(response.headers['cache-control']).toBe('no-store');
    }
    await directory.http.get('/health/ready?strict=yes').expect(400);
  });

  it('should show a sweeper that stands still as degraded, and stay alive', async () => {
    directory.clock.advance(6_000);
    const response = await directory.http.get('/health').expect(200);
    expect(response.body).toMatchObject({
      status: 'degraded',
      details: { sweeper: { status: 'degraded' } },
    });
    await directory.pass(0.5);
  });

  it('should document every route with its answers, and show the documentation', async () => {
    const operations = Object.entries(openApi.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(operations.sort()).toEqual(
      [
        'delete /servers/{id}',
        'get /health',
        'get /health/live',
        'get /health/ready',
        `get ${DIRECTORY}/events`,
        `get ${DIRECTORY}/search`,
        `get ${DIRECTORY}/servers`,
        `get ${DIRECTORY}/servers/{id}`,
        `get ${DIRECTORY}/servers/{id}/proof`,
        `get ${DIRECTORY}/snapshot`,
        `get ${DIRECTORY}/tags`,
        'get /.well-known/ai-catalog.json',
        'get /.well-known/jwks.json',
        'get /mcp/server-card',
        `get ${DIRECTORY}/servers/{id}/server-card`,
        'get /signing/keys',
        'post /signing/keys/rotate',
        'post /signing/keys/{kid}/revoke',
        'get /servers/status',
        'get /servers/tombstones',
        'get /servers/{id}/history',
        'post /servers/batch/heartbeat',
        'post /servers/batch/register',
        'post /servers/heartbeat',
        'post /servers/heartbeat-pace',
        'post /servers/self-preservation',
        'post /servers/{id}/disable',
        'post /servers/{id}/enable',
        'post /servers/{id}/release-key',
        'post /servers/register',
        'post /servers/{id}/probe',
        'post /servers/{id}/purge',
      ].sort(),
    );
    const page = await directory.http.get('/docs').expect(200);
    expect(page.text).toContain('OMEGA FastMCP Directory');
  });

  it('should fail readiness and close connections while draining, and still answer', async () => {
    directory.app.get(ProcessState).drain();
    const ready = await directory.http.get('/health/ready').expect(503);
    expect(ready.body).toEqual({
      status: 'error',
      phase: 'draining',
      reason: 'the process is draining',
    });
    expect(openApi.faults('get', '/health/ready', ready)).toEqual([]);
    const lines = await directory.http.get('/health/ready?verbose').expect(503);
    expect(lines.text).toMatch(/^\[-\]process down: draining\n[^]*readyz check failed\n$/);
    await directory.http.get('/health/live').expect(200);
    const read = await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    expect(read.headers['connection']).toBe('close');
  });
});

describe('Before the catalog is loaded', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp({ load: false });
  });

  afterEach(async () => {
    await directory.end();
  });

  it('should be alive, not ready, and answer nothing that could be a lie', async () => {
    const { http } = directory;
    await http.get('/health/live').expect(200);
    const ready = await http.get('/health/ready').expect(503);
    expect(ready.body).toMatchObject({ phase: 'starting', reason: 'the process is starting' });
    const health = await http.get('/health').expect(200);
    expect(health.body).toMatchObject({
      status: 'degraded',
      details: { catalog: { status: 'degraded' } },
    });
    for (const path of [`${DIRECTORY}/servers`, `${DIRECTORY}/servers/a`, '/servers/status']) {
      const refused = await http.get(path).expect(503);
      expect(refused.body).toMatchObject({ code: 'NOT_READY' });
      expect(refused.headers['retry-after']).toBe('1');
    }
    const write = await http.post('/servers/register').send({}).expect(503);
    expect(write.body).toMatchObject({ code: 'NOT_READY' });
    await directory.load();
    await http.get('/health/ready').expect(200);
    await http.get(`${DIRECTORY}/servers`).expect(200);
  });

  it('should not answer from a part of the servers when it is told to stop meanwhile', async () => {
    directory.app.get(ProcessState).drain();
    const refused = await directory.http.get(`${DIRECTORY}/servers`).expect(503);
    expect(refused.body).toMatchObject({ code: 'NOT_READY' });
    expect(refused.headers['connection']).toBe('close');
    await directory.http.get('/health/ready').expect(503);
    await directory.load();
    await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    await directory.http.get('/health/ready').expect(503);
  });
});
