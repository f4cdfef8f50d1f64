import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const DIGEST = '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8';
const SIGNATURE = 'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk';
const LEASE = { interval_seconds: 30, ttl_seconds: 90, expires_at: '2026-11-22T12:01:30.000Z' };

const ENTRY = {
  ...MY_ANALYZER,
  cache_ttl_seconds: 60,
  heartbeat_interval_seconds: 30,
  status: 'healthy',
  signature: SIGNATURE,
  directory: {
    revision: 1795348800,
    digest: DIGEST,
    status_since: '2026-11-22T12:00:00.000Z',
    status_reason: 'registered',
    registered_at: '2026-11-22T12:00:00.000Z',
    updated_at: '2026-11-22T12:00:00.000Z',
    verification: 'none',
    jws: {
      payload: expect.stringMatching(/^eyJkaWciOnsic2hhLTI1NiI6[\w-]+$/),
      protected: expect.stringMatching(/^eyJhbGciOiJFZERTQSIsImtpZCI6[\w-]+$/),
      signature: expect.stringMatching(/^[\w-]{86}$/),
    },
  },
};

const PAGE = {
  page: 1,
  limit: 50,
  total: 1,
  pages: 1,
  revision: expect.stringMatching(/^[0-9a-f]{16}$/),
};

describe('The main job', () => {
  let directory: TestApp;
  let openApi: OpenApi;

  beforeAll(async () => {
    directory = await startTestApp();
    openApi = await OpenApi.of(directory);
  });

  afterAll(async () => {
    await directory.end();
  });

  function expectDocumented(method: string, path: string, response: Response): void {
    expect(openApi.faults(method, path, response)).toEqual([]);
  }

  it('should register the example server', async () => {
    const response = await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    expect(response.body).toEqual({
      id: 'my_analyzer',
      outcome: 'registered',
      revision: 1795348800,
      digest: DIGEST,
      signature: SIGNATURE,
      lease: LEASE,
      next_heartbeat_seconds: 30,
      jitter_seconds: 3,
      pace: { factor: 1, announced: null },
    });
    expectDocumented('post', '/servers/register', response);
  });

  it('should list it', async () => {
    const response = await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    expect(response.body).toEqual({ servers: [ENTRY], ...PAGE });
    expect(response.headers['cache-control']).toBe('no-cache');
    expectDocumented('get', `${DIRECTORY}/servers`, response);
  });

  it('should find it by tag', async () => {
    const response = await directory.http.get(`${DIRECTORY}/search?tag=code`).expect(200);
    const found = { ...ENTRY, directory: { ...ENTRY.directory, score: 1 } };
    expect(response.body).toEqual({ servers: [found], ...PAGE });
    expectDocumented('get', `${DIRECTORY}/search`, response);
  });

  it('should find it by a word', async () => {
    const response = await directory.http.get(`${DIRECTORY}/search?q=analyzer`).expect(200);
    const { servers } = response.body as {
      servers: { id: string; directory: { score: number } }[];
    };
    expect(servers.map(({ id }) => id)).toEqual(['my_analyzer']);
    expect(servers[0]?.directory.score).toBeGreaterThan(0);
    expectDocumented('get', `${DIRECTORY}/search`, response);
  });

  it('should get it', async () => {
    const response = await directory.http.get(`${DIRECTORY}/servers/my_analyzer`).expect(200);
    expect(response.body).toEqual({
      ...ENTRY,
      directory: { ...ENTRY.directory, last_heartbeat: '2026-11-22T12:00:00.000Z' },
    });
    expect(response.headers['cache-control']).toBe('max-age=60');
    expectDocumented('get', `${DIRECTORY}/servers/{id}`, response);
  });

  it('should serve the manifest byte for byte in canonical JSON', async () => {
    const { text } = await directory.http.get(`${DIRECTORY}/servers/my_analyzer`).expect(200);
    expect(text.startsWith('{"cache_ttl_seconds":60,"description":"Analyzes')).toBe(true);
  });

  it('should take a heartbeat', async () => {
    directory.clock.advance(20_000);
    const response = await directory.http
      .post('/servers/heartbeat')
      .send({ id: 'my_analyzer', digest: DIGEST })
      .expect(200);
    expect(response.body).toEqual({
      id: 'my_analyzer',
      status: 'healthy',
      revision: 1795348800,
      digest: DIGEST,
      lease: expect.objectContaining({ interval_seconds: 30, ttl_seconds: 90 }),
      next_heartbeat_seconds: 30,
      jitter_seconds: 3,
      pace: { factor: 1, announced: null },
      self_preservation: expect.objectContaining({ mode: 'auto', active: false }),
    });
    expectDocumented('post', '/servers/heartbeat', response);
  });

  it('should tell its status', async () => {
    await directory.pass(0.5);
    const response = await directory.http.get('/servers/status').expect(200);
    expect(response.body).toMatchObject({
      service: 'omega-fastmcp-directory',
      servers: { total: 1, listed: 1, by_status: { healthy: 1, stale: 0, offline: 0 } },
      tags: {
        distinct: 3,
        top: [{ name: 'analysis', count: 1 }, { name: 'code' }, { name: 'python' }],
      },
      tools: { distinct: 1, top: [{ name: 'analyze_code', count: 1 }] },
      heartbeats: { received_per_minute: 2, expected_per_minute: 2 },
      storage: { adapter: 'embedded', pending: 0, fault: null },
      leases: { total: 1, live: 1, expired: 0 },
    });
    expectDocumented('get', '/servers/status', response);
  });

  it('should count its tags', async () => {
    const response = await directory.http.get(`${DIRECTORY}/tags`).expect(200);
    expect(response.body).toEqual({
      tags: ['analysis', 'code', 'python'].map((tag) => ({ tag, count: 1 })),
      capabilities: [],
      total: 1,
    });
    expectDocumented('get', `${DIRECTORY}/tags`, response);
  });

  it('should unregister it and keep its history', async () => {
    const gone = await directory.http.delete('/servers/my_analyzer').expect(200);
    expect(gone.body).toEqual({ id: 'my_analyzer', outcome: 'unregistered' });
    expectDocumented('delete', '/servers/{id}', gone);
    const missing = await directory.http.get(`${DIRECTORY}/servers/my_analyzer`).expect(404);
    expect(missing.body).toMatchObject({ code: 'SERVER_NOT_FOUND', status: 404 });
    expectDocumented('get', `${DIRECTORY}/servers/{id}`, missing);
    const again = await directory.http.delete('/servers/my_analyzer').expect(404);
    expect(again.body).toMatchObject({ code: 'SERVER_NOT_REGISTERED' });
    expectDocumented('delete', '/servers/{id}', again);
    const history = await directory.http.get('/servers/my_analyzer/history').expect(200);
    expect(history.body).toMatchObject({
      history: [
        { revision: 1795348801, what: 'removed', why: 'unregistered', status: null },
        { revision: 1795348800, what: 'registered', why: 'registered', status: 'healthy' },
      ],
      total: 2,
      pages: 1,
    });
    expectDocumented('get', '/servers/{id}/history', history);
  });
});
