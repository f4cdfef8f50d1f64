import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { LeaseTable } from '../../src/leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { SelfPreservation } from '../../src/liveness/preservation/self-preservation.service.js';
import { SettingsStore } from '../../src/storage/settings-store.js';
import { SignsOfLife } from '../../src/storage/signs-of-life.js';
import { Fleet } from '../support/fleet.js';
import { serverNames } from '../support/server-names.js';
import { tempDir } from '../support/temp-dir.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MINUTE = 60;

/** Where self-preservation has to end, or must not begin. */
describe('The limits of self-preservation', () => {
  let directory: TestApp;
  let fleet: Fleet;

  beforeEach(async () => {
    directory = await startTestApp();
    fleet = new Fleet(directory);
  });

  afterEach(() => directory.end());

  it('should guard again what is left when a loss was accepted, also with long intervals', async () => {
    const ids = serverNames('s', 200);
    await fleet.join(ids, () => 900);
    await fleet.pass(15 * MINUTE);
    fleet.silence(ids.slice(0, 50));
    // They run out in 30 to 45 minutes, are waited for for 15 and then accepted.
    await fleet.pass(65 * MINUTE);
    expect(fleet.marked()).toHaveLength(50);
    expect(fleet.preservation).toMatchObject({ active: false });
    const rest = ids.slice(50);
    fleet.silence(rest);
    await fleet.pass(44 * MINUTE, () => {
      // 15 % of 150, and of those that the last few accepted ones leave behind.
      expect(fleet.marked(rest).length).toBeLessThanOrEqual(24);
    });
    expect(fleet.preservation.active).toBe(true);
  });

  it('should go on accepting after a restart', async () => {
    const data = await tempDir();
    const first = await startTestApp({ dataDir: data.path });
    const before = new Fleet(first);
    const ids = serverNames('s', 100);
    await before.join(ids, () => 600);
    before.silence(ids.slice(20));
    await before.pass(65 * MINUTE);
    expect(before.preservation.active).toBe(false);
    expect(before.marked()).toHaveLength(80);
    await first.end();

    const second = await startTestApp({ dataDir: data.path, clock: first.clock });
    const after = new Fleet(second);
    await after.pass(1);
    expect(after.preservation).toMatchObject({ active: false });
    expect(after.preservation.leased).toBeLessThanOrEqual(24);
    await second.end();
    await data.remove();
  });

  it('should spread marks though an operator does not wait and they run out one by one', async () => {
    const ids = serverNames('s', 60);
    await fleet.join(ids, () => 60);
    await fleet.pass(MINUTE);
    await directory.http.post('/servers/self-preservation').send({ mode: 'off' }).expect(200);
    fleet.silence(ids.slice(6));
    await fleet.pass(2 * MINUTE);
    let seconds = 0;
    await fleet.pass(3 * MINUTE, () => {
      seconds += 0.5;
      // 15 % at once, and as many a minute.
      expect(fleet.marked().length).toBeLessThanOrEqual(9 + (9 * seconds) / MINUTE);
    });
    expect(fleet.marked().length).toBeGreaterThanOrEqual(20);
    await fleet.pass(8 * MINUTE);
    expect(fleet.marked().sort()).toEqual(ids.slice(6));
  });

  it('should let no more go when all get a full term amid a loss', async () => {
    const ids = serverNames('s', 100);
    await fleet.join(ids, (index) => 5 + (index % 30));
    await fleet.pass(MINUTE);
    fleet.silence(ids.slice(0, 60));
    await fleet.pass(4 * MINUTE);
    expect(fleet.marked()).toHaveLength(15);
    for (let turn = 0; turn < 3; turn += 1) {
      await directory.app.get(LeaseTable).spare();
      await fleet.pass(4 * MINUTE);
    }
    expect(fleet.marked()).toHaveLength(15);
    await fleet.pass(25 * MINUTE);
    expect(fleet.marked()).toHaveLength(60);
  });

  it('should let no more go when it is started again amid a loss', async () => {
    const data = await tempDir();
    const first = await startTestApp({ dataDir: data.path });
    const silent = serverNames('s', 60);
    const before = new Fleet(first);
    await before.join(silent, (index) => 5 + (index % 30));
    await before.join(serverNames('l', 40), () => 3_600);
    before.silence(silent);
    await before.pass(4 * MINUTE);
    const gone = before.marked().length;
    expect(gone).toBeGreaterThan(10);
    expect(gone).toBeLessThanOrEqual(15);
    await first.stop();
    for (let run = 0; run < 2; run += 1) {
      const next = await startTestApp({ dataDir: data.path, clock: first.clock });
      await next.pass(4 * MINUTE);
      const known = [...next.app.get(Catalog).of(DEFAULT_SCOPE).all()];
      const marked = known.filter(({ record }) => record.liveness !== 'live').length;
      await next.stop();
      expect(marked).toBe(gone);
    }
    await data.remove();
  });

  it('should mark a dead server though others come and go', async () => {
    const restless = serverNames('f', 16);
    await fleet.join(serverNames('l', 84), () => 30);
    await fleet.join(restless, () => 5);
    await fleet.join(['dead'], () => 300);
    await fleet.pass(MINUTE);
    fleet.silence(['dead']);
    let minutes = 0;
    for (; fleet.marked(['dead']).length === 0 && minutes < 120; minutes += 2) {
      fleet.silence(restless);
      await fleet.pass(MINUTE);
      fleet.wake(restless);
      await fleet.pass(MINUTE);
    }
    // Its term, once more as a grace, and what it takes until nobody else is gone.
    expect(minutes).toBeLessThanOrEqual(2 * 15 + 4);
  });

  it('should hold, and end in time, though an episode cannot be stored', async () => {
    const ids = serverNames('s', 100);
    await fleet.join(ids, () => 30);
    await fleet.pass(2 * MINUTE);
    const settings = directory.app.get(SettingsStore);
    // As after a restore under the running program: no change of a setting is taken.
    settings.put = () => Promise.resolve(undefined);
    fleet.silence(ids.slice(40));
    await fleet.pass(14 * MINUTE, () => {
      expect(fleet.marked().length).toBeLessThanOrEqual(15);
    });
    expect(directory.app.get(SelfPreservation).view().active).toBe(true);
    await fleet.pass(8 * MINUTE);
    expect(fleet.marked()).toHaveLength(60);
  });

  it('should mark a dead server though the storage takes its time to answer', async () => {
    await fleet.join(['dead'], () => 5);
    const signs = directory.app.get(SignsOfLife);
    const others = signs.others.bind(signs);
    signs.others = (replica) => {
      directory.clock.advance(1_200);
      return others(replica);
    };
    fleet.silence(['dead']);
    await fleet.pass(20);
    expect(fleet.marked()).toEqual(['dead']);
  });

  it('should not take a small fleet that was replaced for a flood', async () => {
    const old = serverNames('a', 5);
    await fleet.join(old, () => 10);
    await fleet.pass(20);
    fleet.silence(old);
    await fleet.pass(35);
    await fleet.join(serverNames('b', 6), () => 10);
    await fleet.pass(5);
    expect(fleet.marked(old)).toHaveLength(5);
    expect(fleet.preservation.active).toBe(false);
    fleet.silence(['b0000']);
    await fleet.pass(35);
    expect(fleet.marked(['b0000'])).toHaveLength(1);
  });
});
