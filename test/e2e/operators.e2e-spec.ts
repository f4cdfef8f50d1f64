import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { manifest } from '../support/example-manifest.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('Operators', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
    await directory.http.post('/servers/register').send(manifest('a')).expect(201);
  });

  afterEach(() => directory.end());

  const post = (path: string, body: object) => directory.http.post(`/servers/${path}`).send(body);
  const beat = () => post('heartbeat', { id: 'a' });

  async function faults(path: string, answer: Response): Promise<string[]> {
    return (await OpenApi.of(directory)).faults('post', path, answer);
  }

  async function entry(): Promise<{ status: string; directory: Record<string, unknown> }> {
    return (await directory.http.get(`${DIRECTORY}/servers/a`).expect(200)).body as Awaited<
      ReturnType<typeof entry>
    >;
  }

  async function total(query = ''): Promise<number> {
    const answer = await directory.http.get(`${DIRECTORY}/servers${query}`).expect(200);
    return (answer.body as { total: number }).total;
  }

  it('should take a server out of the listings until an operator lets it back', async () => {
    const blocked = await post('a/disable', { reason: ' Leaks data ' }).expect(200);
    expect(blocked.body).toMatchObject({
      id: 'a',
      outcome: 'disabled',
      status: 'disabled',
      status_reason: 'operator_disabled',
    });
    expect(await faults('/servers/{id}/disable', blocked)).toEqual([]);
    expect([await total(), await total('?status=disabled')]).toEqual([0, 1]);
    expect(await entry()).toMatchObject({
      status: 'disabled',
      directory: { status_reason: 'operator_disabled', status_note: 'Leaks data' },
    });
    expect((await beat().expect(200)).body).toMatchObject({ status: 'disabled' });
    await post('register', manifest('a', { version: '2' })).expect(200);
    await directory.pass(100);
    expect((await beat().expect(200)).body).toMatchObject({ status: 'disabled' });
    expect((await post('a/disable', { reason: 'again' }).expect(200)).body).toMatchObject({
      outcome: 'unchanged',
    });

    const freed = await post('a/enable', { reason: 'Fixed' }).expect(200);
    expect(freed.body).toMatchObject({ outcome: 'enabled', status: 'healthy' });
    expect(await total()).toBe(1);
    expect((await entry()).directory).not.toHaveProperty('status_note');
    const answer = await directory.http.get('/servers/a/history').expect(200);
    const history = (answer.body as { history: Record<string, string>[] }).history;
    expect(history.map(({ why, actor, note }) => `${why} ${actor} ${note ?? '-'}`)).toEqual([
      'operator_enabled operator Fixed',
      'heartbeat_resumed member -',
      'lease_expired sweeper -',
      'updated member -',
      'operator_disabled operator Leaks data',
      'registered member -',
    ]);
  });

  it('should keep a block over removal, and block what is removed', async () => {
    await post('a/disable', { reason: 'x' }).expect(200);
    await directory.http.delete('/servers/a').expect(200);
    await post('register', manifest('a')).expect(201);
    expect((await entry()).status).toBe('disabled');
    await directory.http.delete('/servers/a').expect(200);
    expect((await post('a/enable', { reason: 'y' }).expect(200)).body).toMatchObject({
      outcome: 'enabled',
      status: null,
    });
    await post('a/disable', { reason: 'z' }).expect(200);
    await post('register', manifest('a')).expect(201);
    expect((await entry()).status).toBe('disabled');
    await post('a/enable', { reason: 'done' }).expect(200);
    expect((await entry()).status).toBe('healthy');
  });

  it('should refuse unknown servers and requests without a proper reason', async () => {
    expect((await post('nobody/disable', { reason: 'x' }).expect(404)).body).toMatchObject({
      code: 'SERVER_NOT_REGISTERED',
    });
    for (const reason of [undefined, '', '  ', 7, 'x'.repeat(501), 'a\u202eb']) {
      const answer = await post('a/disable', { reason }).expect(400);
      expect(answer.body).toMatchObject({
        code: 'VALIDATION_FAILED',
        errors: [{ path: 'reason' }],
      });
    }
    await post('a/disable', { reason: 'x', until: 'tomorrow' }).expect(400);
    await post('..%2Fb/disable', { reason: 'x' }).expect(400);
    expect((await entry()).status).toBe('healthy');
  });

  it('should slow the fleet down, announced before, with longer leases', async () => {
    const announced = await post('heartbeat-pace', { factor: 2, in_seconds: 30 }).expect(200);
    expect(announced.body).toEqual({
      factor: 1,
      announced: { factor: 2, effective_at: '2026-11-22T12:00:30.000Z' },
    });
    expect(await faults('/servers/heartbeat-pace', announced)).toEqual([]);
    const before = await beat().expect(200);
    expect(before.body).toMatchObject({ next_heartbeat_seconds: 30 });
    expect(before.body).toHaveProperty('pace', announced.body);
    await directory.pass(30);
    const after = await beat().expect(200);
    expect(after.body).toMatchObject({
      lease: { interval_seconds: 60, ttl_seconds: 180 },
      next_heartbeat_seconds: 60,
      jitter_seconds: 6,
      pace: { factor: 2, announced: null },
    });
    await directory.pass(179);
    expect((await entry()).status).toBe('healthy');
    await directory.pass(1);
    expect((await entry()).status).toBe('stale');
    await post('heartbeat-pace', { factor: 1, in_seconds: 0 }).expect(200);
    const normal = await beat().expect(200);
    expect(normal.body).toMatchObject({ lease: { ttl_seconds: 90 }, next_heartbeat_seconds: 30 });
    const answer = await directory.http.get('/servers/status').expect(200);
    expect(answer.body).toHaveProperty('heartbeats.pace', { factor: 1, announced: null });
  });

  it('should cost no durable write and no new entity tag to change the pace', async () => {
    const tag = async () => (await directory.http.get(`${DIRECTORY}/servers/a`)).headers['etag'];
    const first = await tag();
    await post('heartbeat-pace', { factor: 3, in_seconds: 0 }).expect(200);
    await beat().expect(200);
    expect(await tag()).toBe(first);
  });

  it.each([
    [{ factor: 0.5 }, 'factor'],
    [{ factor: 11 }, 'factor'],
    [{ factor: '2' }, 'factor'],
    [{}, 'factor'],
    [{ factor: 2, in_seconds: -1 }, 'in_seconds'],
    [{ factor: 2, in_seconds: 1.5 }, 'in_seconds'],
    [{ factor: 2, when: 1 }, 'when'],
  ])('should refuse the pace %j', async (body, path) => {
    const answer = await post('heartbeat-pace', body).expect(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path }] });
  });

  it('should show a server that comes and goes as flapping until it is steady', async () => {
    await post('register', manifest('f', { heartbeat_interval_seconds: 5 })).expect(201);
    const status = async () =>
      ((await post('heartbeat', { id: 'f' }).expect(200)).body as { status: string }).status;
    for (const expected of ['healthy', 'healthy', 'healthy', 'degraded']) {
      await directory.pass(15);
      expect(await status()).toBe(expected);
    }
    const answer = await directory.http.get(`${DIRECTORY}/servers/f`).expect(200);
    expect(answer.body).toMatchObject({
      status: 'degraded',
      directory: { status_reason: 'flapping' },
    });
    for (let beats = 0; beats < 59; beats += 1) {
      await directory.pass(10);
      expect(await status()).toBe('degraded');
    }
    await directory.pass(10);
    expect(await status()).toBe('healthy');
  });
});
