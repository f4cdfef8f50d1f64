import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/common/domain-error.js';
import { ManifestStore, type RecordChange } from '../../src/storage/manifest-store.js';
import { Fleet } from '../support/fleet.js';
import { serverNames } from '../support/server-names.js';
import { tempDir } from '../support/temp-dir.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MINUTE = 60;
const MIXED = [5, 10, 15, 30, 30, 60, 120, 300, 900, 3_600];

describe('Self-preservation', () => {
  let directory: TestApp;
  let fleet: Fleet;

  beforeEach(async () => {
    directory = await startTestApp();
    fleet = new Fleet(directory);
  });

  afterEach(() => directory.end());

  it('should mark no more than 15 % when 90 % fall silent, and write nothing of the others', async () => {
    const ids = serverNames('s', 1_000);
    await fleet.join(ids, () => 30);
    await fleet.pass(2 * MINUTE);
    expect(fleet.marked()).toEqual([]);
    const before = new Map(ids.map((id) => [id, fleet.record(id)?.revision]));
    const gone = ids.slice(100);
    fleet.silence(gone);
    await fleet.pass(14 * MINUTE, () => {
      expect(fleet.marked().length).toBeLessThanOrEqual(150);
    });
    const marked = fleet.marked();
    expect(marked.length).toBeGreaterThan(135);
    expect(marked.map((id) => fleet.record(id)?.liveness)).toEqual(marked.map(() => 'stale'));
    const answer = await directory.http.get('/servers/status').expect(200);
    expect(answer.body).toMatchObject({
      self_preservation: {
        mode: 'auto',
        active: true,
        leased: 1_000,
        marked: marked.length,
        limit: 150,
      },
    });
    expect(answer.body).toHaveProperty('self_preservation.expired', 900 - marked.length);
    const health = await directory.http.get('/health').expect(200);
    expect(health.body).toMatchObject({
      details: { sweeper: { status: 'degraded', expired: 900 - marked.length, limit: 150 } },
    });
    expect(fleet.preservation.since).toMatch(/^2026-11-22T12:0/);

    fleet.wake(gone);
    await fleet.pass(30);
    expect(fleet.marked()).toEqual([]);
    expect(fleet.preservation).toMatchObject({ active: false, since: null, expired: 0, marked: 0 });
    const written = ids.filter((id) => fleet.record(id)?.revision !== before.get(id));
    expect(written.sort()).toEqual(marked.sort());
  });

  it('should do so with intervals from 5 s to 1 h in one fleet', async () => {
    const ids = serverNames('s', 1_000);
    await fleet.join(ids, (index) => MIXED[index % MIXED.length] ?? 30);
    await fleet.pass(MINUTE);
    const gone = ids.filter((_id, index) => Math.floor(index / MIXED.length) % 10 !== 0);
    expect(gone).toHaveLength(900);
    fleet.silence(gone);
    await fleet.pass(15 * MINUTE, () => {
      expect(fleet.marked().length).toBeLessThanOrEqual(150);
    });
    expect(fleet.marked().every((id) => gone.includes(id))).toBe(true);
    expect(fleet.preservation.active).toBe(true);
    // Those with long intervals could not run out yet. Nobody waits forever.
    await fleet.pass(4 * 60 * MINUTE);
    expect(fleet.marked().sort()).toEqual(gone);
    expect(fleet.preservation.active).toBe(false);
  });

  it('should accept after a while that a fleet was scaled down', async () => {
    const ids = serverNames('s', 1_000);
    await fleet.join(ids, () => 30);
    const gone = ids.slice(100);
    fleet.silence(gone);
    await fleet.pass(15 * MINUTE, () => {
      expect(fleet.marked().length).toBeLessThanOrEqual(150);
    });
    await fleet.pass(MINUTE + 30);
    const first = fleet.marked().length;
    await fleet.pass(MINUTE);
    expect(fleet.marked().length - first).toBe(150);
    await fleet.pass(5 * MINUTE);
    expect(fleet.marked().sort()).toEqual(gone);
    expect(fleet.marked(ids.slice(0, 100))).toEqual([]);
    expect(fleet.preservation.active).toBe(false);
    await fleet.pass(10 * MINUTE);
    expect(fleet.preservation).toMatchObject({ active: false, leased: 100, limit: 15 });
    expect(gone.every((id) => fleet.record(id)?.liveness === 'offline')).toBe(true);
    // What is left is guarded by its own size.
    fleet.silence(ids.slice(0, 50));
    await fleet.pass(10 * MINUTE);
    expect(fleet.marked(ids.slice(0, 100))).toHaveLength(15);
  });

  it.each([20, 200])(
    'should get through a deployment that replaces each of 400 members by a new one, %i a minute',
    async (aMinute) => {
      const old = serverNames('old', 400);
      await fleet.join(old, () => 10);
      const fresh = serverNames('new', 400);
      for (let first = 0; first < old.length; first += aMinute) {
        fleet.silence(old.slice(first, first + aMinute));
        await fleet.join(fresh.slice(first, first + aMinute), () => 10);
        await fleet.pass(MINUTE);
        expect(fleet.marked(fresh)).toEqual([]);
      }
      await fleet.pass(25 * MINUTE);
      expect(fleet.marked(fresh)).toEqual([]);
      expect(fleet.marked(old)).toEqual(old);
      expect(fleet.preservation.active).toBe(false);
    },
  );

  it.each([
    { fleetOf: 8, dead: 3 },
    { fleetOf: 12, dead: 2 },
    { fleetOf: 1, dead: 1 },
    { fleetOf: 5, dead: 5 },
  ])('should mark $dead of $fleetOf on time', async ({ fleetOf, dead }) => {
    const ids = serverNames('s', fleetOf);
    await fleet.join(ids, () => 10);
    await fleet.pass(20);
    fleet.silence(ids.slice(0, dead));
    await fleet.pass(19.5);
    expect(fleet.marked()).toEqual([]);
    await fleet.pass(10.5);
    expect(fleet.marked()).toEqual(ids.slice(0, dead));
    expect(fleet.preservation.active).toBe(false);
  });

  it('should let an operator hold marks back, and let them go', async () => {
    const setMode = (mode: string) =>
      directory.http.post('/servers/self-preservation').send({ mode });
    const ids = serverNames('s', 20);
    await fleet.join(ids, () => 5);
    await setMode('on').expect(200, {
      mode: 'on',
      active: false,
      since: null,
      leased: 0,
      expired: 0,
      marked: 0,
      limit: null,
    });
    fleet.silence(ids);
    await fleet.pass(60 * MINUTE);
    expect(fleet.marked()).toEqual([]);
    expect(fleet.preservation).toMatchObject({ mode: 'on', active: true, expired: 20, limit: 3 });
    await setMode('off').expect(200);
    await fleet.pass(MINUTE + 1);
    expect(fleet.marked()).toHaveLength(3);
    await setMode('auto').expect(200);
    await fleet.pass(MINUTE);
    expect(fleet.marked()).toHaveLength(3);
    await setMode('sometimes').expect(400);
    expect(fleet.preservation.mode).toBe('auto');
  });

  it('should count marks that were stored and not answered', async () => {
    const store = directory.app.get(ManifestStore);
    const commit = store.commit.bind(store);
    let unanswered = 14;
    store.commit = async (change: RecordChange) => {
      const result = await commit(change);
      if (change.fence === undefined || unanswered === 0) return result;
      unanswered -= 1;
      throw new DomainError('STORAGE_UNAVAILABLE', 'The storage did not answer.');
    };
    const ids = serverNames('s', 100);
    await fleet.join(ids, () => 30);
    await fleet.pass(MINUTE);
    fleet.silence(ids.slice(0, 14));
    await fleet.pass(45);
    fleet.silence(ids.slice(14, 28));
    await fleet.pass(90);
    expect(fleet.marked()).toEqual(ids.slice(0, 14));
    expect(fleet.preservation).toMatchObject({ active: true, marked: 14, expired: 14 });
  });

  it('should keep an operator’s mode over a restart', async () => {
    const data = await tempDir();
    const first = await startTestApp({ dataDir: data.path });
    await first.http.post('/servers/self-preservation').send({ mode: 'on' }).expect(200);
    await first.end();
    const second = await startTestApp({ dataDir: data.path });
    expect(new Fleet(second).preservation.mode).toBe('on');
    await second.end();
    await data.remove();
  });
});
