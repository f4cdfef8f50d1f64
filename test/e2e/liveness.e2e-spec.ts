import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaseTable } from '../../src/leases/lease-table.js';
import { LeaseComparison } from '../../src/liveness/keeping/lease-comparison.service.js';
import { manifest } from '../support/example-manifest.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const DAY_SECONDS = 24 * 3_600;

describe('Liveness', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
  });

  afterEach(async () => {
    await directory.end();
  });

  const register = (id: string, changes: object = {}) =>
    directory.http.post('/servers/register').send(manifest(id, changes));
  const beat = (id: string, more: object = {}) =>
    directory.http.post('/servers/heartbeat').send({ id, ...more });

  async function statusOf(id: string): Promise<string> {
    const { body } = (await directory.http.get(`${DIRECTORY}/servers/${id}`)) as {
      body: { status: string; directory: { status_reason: string }; code?: string };
    };
    return body.code ?? `${body.status} ${body.directory.status_reason}`;
  }

  async function listed(query = ''): Promise<string[]> {
    const { body } = (await directory.http.get(`${DIRECTORY}/servers${query}`).expect(200)) as {
      body: { servers: { id: string }[] };
    };
    return body.servers.map(({ id }) => id);
  }

  async function changes(id: string): Promise<string[]> {
    const { body } = (await directory.http.get(`/servers/${id}/history`).expect(200)) as {
      body: { history: { what: string; why: string; status: string | null; actor: string }[] };
    };
    return body.history.map(({ what, why, status }) => `${what} ${why} ${status ?? '-'}`).reverse();
  }

  it('should mark missed heartbeats: stale, offline, removed, each with its reason', async () => {
    await register('a', { heartbeat_interval_seconds: 5 }).expect(201);
    await directory.pass(14.5);
    expect(await statusOf('a')).toBe('healthy registered');
    await directory.pass(0.5);
    expect(await statusOf('a')).toBe('stale lease_expired');
    expect(await listed()).toEqual(['a']);
    await directory.pass(29.5);
    expect(await statusOf('a')).toBe('stale lease_expired');
    await directory.pass(0.5);
    expect(await statusOf('a')).toBe('offline lease_expired');
    expect(await listed()).toEqual([]);
    expect(await listed('?status=offline')).toEqual(['a']);
    await directory.pass(DAY_SECONDS);
    expect(await statusOf('a')).toBe('SERVER_NOT_FOUND');
    expect(await listed('?status=offline')).toEqual([]);
    expect(await changes('a')).toEqual([
      'registered registered healthy',
      'status lease_expired stale',
      'status lease_expired offline',
      'removed retention_elapsed -',
    ]);
    await beat('a').expect(404);
    await register('a', { heartbeat_interval_seconds: 5 }).expect(201);
    expect(await statusOf('a')).toBe('healthy registered');
  });

  it('should bring a stale and an offline server back by a heartbeat', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    for (const seconds of [15, 45]) {
      await directory.pass(seconds);
      const { body } = (await beat('a').expect(200)) as { body: { status: string } };
      expect(body.status).toBe('healthy');
      expect(await statusOf('a')).toBe('healthy heartbeat_resumed');
    }
    await directory.pass(14.5);
    expect(await statusOf('a')).toBe('healthy heartbeat_resumed');
  });

  it('should keep a server alive that sends heartbeats, with nothing stored', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    const before = await directory.http.get(`${DIRECTORY}/servers/a`);
    for (let minute = 0; minute < 12; minute += 1) {
      await directory.pass(5);
      await beat('a').expect(200);
    }
    const after = await directory.http.get(`${DIRECTORY}/servers/a`);
    expect(after.headers['etag']).toBe(before.headers['etag']);
    expect(await changes('a')).toEqual(['registered registered healthy']);
    expect(after.body).toHaveProperty('directory.last_heartbeat', '2026-11-22T12:01:00.000Z');
  });

  it('should show what a member says of itself until it says something else', async () => {
    await register('a');
    await beat('a', { status: 'draining' }).expect(200);
    expect(await statusOf('a')).toBe('draining member_reported');
    await beat('a').expect(200);
    expect(await statusOf('a')).toBe('draining member_reported');
    await beat('a', { status: 'healthy' }).expect(200);
    expect(await statusOf('a')).toBe('healthy member_reported');
  });

  it('should never let time touch a static server', async () => {
    const { body } = (await register('fixed', { heartbeat_interval_seconds: 0 }).expect(201)) as {
      body: { lease: unknown };
    };
    expect(body.lease).toBeNull();
    await directory.pass(2 * DAY_SECONDS);
    expect(await statusOf('fixed')).toBe('unknown registered');
    const answer = await beat('fixed').expect(200);
    expect(answer.body).toMatchObject({ status: 'unknown', lease: null });
  });

  it('should refuse a heartbeat for an unknown, a removed and another manifest', async () => {
    expect((await beat('nobody').expect(404)).body).toMatchObject({
      code: 'SERVER_NOT_REGISTERED',
    });
    await register('a');
    await directory.http.delete('/servers/a').expect(200);
    expect((await beat('a').expect(404)).body).toMatchObject({ code: 'SERVER_NOT_REGISTERED' });
    await register('b');
    const other = await beat('b', { digest: '0'.repeat(64) }).expect(409);
    expect(other.body).toMatchObject({ code: 'MANIFEST_MISMATCH' });
  });

  it('should not hold a pause of its own against the members', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    await directory.pass(10);
    directory.clock.advance(3_600_000);
    await directory.pass(3.5);
    expect(await statusOf('a')).toBe('healthy registered');
    await directory.pass(1.5);
    expect(await statusOf('a')).toBe('stale lease_expired');
  });

  it('should not notice a step of the wall clock', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    directory.clock.stepWall(7 * DAY_SECONDS * 1_000);
    await directory.pass(10);
    expect(await statusOf('a')).toBe('healthy registered');
    directory.clock.stepWall(-14 * DAY_SECONDS * 1_000);
    await directory.pass(5);
    expect(await statusOf('a')).toBe('stale lease_expired');
  });

  it('should not take a refused registration for a heartbeat', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    await directory.pass(10);
    await register('a')
      .set('If-Match', `"${'0'.repeat(64)}"`)
      .expect(412);
    await directory.pass(5);
    expect(await statusOf('a')).toBe('stale lease_expired');
  });

  it('should bring a server back that was heard of while its mark hung', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    await directory.pass(15);
    expect(await statusOf('a')).toBe('stale lease_expired');
    await directory.app.get(LeaseTable).renew({ tenant: 'default', id: 'a' }, 5);
    await directory.app.get(LeaseComparison).compare();
    expect(await statusOf('a')).toBe('healthy heartbeat_resumed');
  });

  it('should give a lease to a server that lost it, and none to a removed one', async () => {
    await register('a', { heartbeat_interval_seconds: 5 });
    await register('b', { heartbeat_interval_seconds: 5 });
    await directory.http.delete('/servers/b').expect(200);
    const leases = directory.app.get(LeaseTable);
    await leases.release({ tenant: 'default', id: 'a' });
    await directory.app.get(LeaseComparison).compare();
    expect((await leases.find({ tenant: 'default', id: 'a' }))?.remainingMs).toBe(15_000);
    expect((await leases.counts()).total).toBe(1);
    await directory.pass(15);
    expect(await statusOf('a')).toBe('stale lease_expired');
  });

  it('should follow a changed interval', async () => {
    await register('a', { heartbeat_interval_seconds: 3_600 });
    await register('a', { heartbeat_interval_seconds: 5 }).expect(200);
    await directory.pass(15);
    expect(await statusOf('a')).toBe('stale lease_expired');
    await register('a', { heartbeat_interval_seconds: 0 }).expect(200);
    await directory.pass(DAY_SECONDS);
    expect(await statusOf('a')).toBe('unknown heartbeat_resumed');
  });
});
