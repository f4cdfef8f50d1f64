import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim, LeaseTable } from '../../src/leases/lease-table.js';

/** An adapter under test, on a clock that the test moves. */
export interface LeasesUnderTest {
  readonly leases: LeaseTable;
  /** Lets time pass, with a tick each half second as a working sweeper makes them. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass while no sweeper works; then one tick. */
  standStill(seconds: number): Promise<void>;
  now(): number;
}

const ALL = { live: Infinity, marked: Infinity };

/** What every adapter of {@link LeaseTable} must do. */
export function leaseTableContract(name: string, open: () => Promise<LeasesUnderTest>): void {
  describe(`LeaseTable contract: ${name}`, () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;
    const key = (id: string) => ({ tenant: 'default', id });
    const claimIds = async (): Promise<string[]> =>
      (await leases.claimExpired(ALL)).map(({ id }) => id).sort();

    async function claimOne(): Promise<Claim> {
      const [claim, ...others] = await leases.claimExpired(ALL);
      if (claim === undefined || others.length > 0) throw new Error('expected one claim');
      return claim;
    }

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    it('should grant a full term of three intervals', async () => {
      const lease = await leases.grant(key('a'), 10);
      expect(lease).toEqual({
        intervalSeconds: 10,
        phase: 'live',
        remainingMs: 30_000,
        lastHeartbeatAt: under.now(),
      });
      await under.pass(29.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      expect(await claimIds()).toEqual(['a']);
    });

    it('should give a full term from now at each heartbeat', async () => {
      await leases.grant(key('a'), 10);
      for (let beat = 0; beat < 5; beat += 1) {
        await under.pass(20);
        expect((await leases.renew(key('a')))?.remainingMs).toBe(30_000);
      }
      expect((await leases.find(key('a')))?.lastHeartbeatAt).toBe(under.now());
      await under.pass(29.5);
      expect(await claimIds()).toEqual([]);
    });

    it('should never create a lease by a heartbeat', async () => {
      expect(await leases.renew(key('unknown'))).toBeUndefined();
      expect(await leases.find(key('unknown'))).toBeUndefined();
      expect(await leases.missing([key('unknown')])).toEqual([key('unknown')]);
    });

    it('should follow a shorter and a longer interval', async () => {
      await leases.grant(key('a'), 600);
      await leases.grant(key('a'), 5);
      await under.pass(15);
      expect(await claimIds()).toEqual(['a']);
      await leases.grant(key('b'), 5);
      await leases.grant(key('b'), 600);
      await under.pass(60);
      expect(await claimIds()).not.toContain('b');
    });

    it('should hand out an expired lease to one claimer only', async () => {
      for (const id of ['a', 'b', 'c']) await leases.grant(key(id), 5);
      await under.pass(15);
      const both = await Promise.all([leases.claimExpired(ALL), leases.claimExpired(ALL)]);
      expect(
        both
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['a', 'b', 'c']);
    });

    it('should claim no more than it is allowed', async () => {
      for (const id of ['a', 'b', 'c']) await leases.grant(key(id), 5);
      await under.pass(15);
      expect(await leases.claimExpired({ live: 2, marked: 0 })).toHaveLength(2);
      expect(await leases.claimExpired({ live: 0, marked: 9 })).toHaveLength(0);
      expect((await leases.counts()).expired).toBe(1);
    });

    it('should go through the phases: 3 intervals live, 6 stale, 24 hours offline', async () => {
      await leases.grant(key('a'), 5);
      await under.pass(15);
      const live = await claimOne();
      expect(live.phase).toBe('live');
      await leases.advance(live, 'stale');
      await under.pass(29.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      const stale = await claimOne();
      expect(stale).toMatchObject({ phase: 'stale', intervalSeconds: 5 });
      await leases.advance(stale, 'offline');
      expect((await leases.find(key('a')))?.remainingMs).toBe(24 * 3_600_000);
    });

    it('should bring a stale lease back to life by a heartbeat', async () => {
      await leases.grant(key('a'), 5);
      await under.pass(15);
      await leases.advance(await claimOne(), 'stale');
      expect(await leases.renew(key('a'))).toMatchObject({ phase: 'live', remainingMs: 15_000 });
      await under.pass(14.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      expect((await claimOne()).phase).toBe('live');
    });

    it('should let a heartbeat wait for the mark and see it', async () => {
      await leases.grant(key('a'), 5);
      await under.pass(15);
      const claim = await claimOne();
      const events: string[] = [];
      const beat = leases.renew(key('a')).then((lease) => {
        events.push('renewed');
        return lease;
      });
      await Promise.resolve();
      events.push('marked');
      await leases.advance(claim, 'stale');
      expect(await beat).toMatchObject({ phase: 'live', remainingMs: 15_000 });
      expect(events).toEqual(['marked', 'renewed']);
    });

    it('should put a claim that is given back or forgotten out again 10 s later', async () => {
      await leases.grant(key('a'), 5);
      await under.pass(15);
      const first = await claimOne();
      await leases.giveBack(first);
      await under.pass(9.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      const second = await claimOne();
      expect(second.ticket).toBeGreaterThan(first.ticket);
      await under.pass(10);
      const third = await claimOne();
      await leases.advance(second, 'stale');
      expect((await leases.find(key('a')))?.phase).toBe('live');
      await leases.advance(third, 'stale');
      expect((await leases.find(key('a')))?.phase).toBe('stale');
    });

    it('should end a lease, also a claimed one', async () => {
      await leases.grant(key('a'), 5);
      await under.pass(15);
      const claim = await claimOne();
      await leases.release(key('a'));
      await leases.advance(claim, 'stale');
      expect(await leases.find(key('a'))).toBeUndefined();
      await leases.release(key('a'));
    });

    it('should restore what is missing only, within a phase', async () => {
      await leases.restore(key('a'), 5, 'stale', 10_000);
      expect(await leases.find(key('a'))).toEqual({
        intervalSeconds: 5,
        phase: 'stale',
        remainingMs: 10_000,
        lastHeartbeatAt: null,
      });
      await leases.restore(key('a'), 5, 'live', 15_000);
      expect((await leases.find(key('a')))?.phase).toBe('stale');
      await leases.restore(key('b'), 5, 'live', 99_000);
      expect((await leases.find(key('b')))?.remainingMs).toBe(15_000);
      await leases.restore(key('c'), 5, 'offline', -5);
      expect((await leases.find(key('c')))?.remainingMs).toBe(0);
    });

    it('should not count a pause of the sweeper against the members', async () => {
      await leases.grant(key('a'), 5);
      await under.pass(10);
      await under.standStill(3_600);
      expect(await claimIds()).toEqual([]);
      await under.pass(4.5);
      expect(await claimIds()).toEqual(['a']);
    });

    it('should never give more than a full term from now', async () => {
      await leases.grant(key('a'), 5);
      await under.standStill(600);
      await leases.renew(key('a'));
      await under.standStill(600);
      expect((await leases.find(key('a')))?.remainingMs).toBeLessThanOrEqual(15_000);
    });

    it('should count leases and the heartbeats that they promise', async () => {
      await leases.grant(key('a'), 5);
      await leases.grant(key('b'), 30);
      await leases.restore(key('c'), 30, 'stale', 1_000);
      expect(await leases.counts()).toEqual({
        live: 2,
        total: 3,
        expired: 0,
        expectedPerMinute: 14,
      });
      await under.pass(15);
      expect(await leases.counts()).toMatchObject({ live: 2, total: 3, expired: 1 });
      await leases.release(key('b'));
      expect(await leases.counts()).toMatchObject({ live: 1, total: 2 });
    });

    it('should keep tenants apart', async () => {
      await leases.grant({ tenant: 'x', id: 'a' }, 5);
      expect(await leases.find({ tenant: 'y', id: 'a' })).toBeUndefined();
    });
  });
}
