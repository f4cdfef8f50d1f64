import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseTable } from '../../src/leases/lease-table.js';
import {
  ALL,
  claimOne,
  expectLease,
  expectNear,
  keyOf,
  type LeasesUnderTest,
} from '../support/leases.js';
import { leaseGraceContract } from './lease-grace.contract.js';
import { leaseGuardContract } from './lease-guard.contract.js';
import { leasePaceContract } from './lease-pace.contract.js';
import { leaseRecordContract } from './lease-record.contract.js';
import { leaseTimeContract } from './lease-time.contract.js';

/** What every adapter of {@link LeaseTable} must do. */
export function leaseTableContract(name: string, open: () => Promise<LeasesUnderTest>): void {
  describe(`LeaseTable contract: ${name}`, () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;
    const claimIds = async (): Promise<string[]> =>
      (await leases.claimExpired(ALL)).map(({ id }) => id).sort();

    const renew = (id: string) => leases.renew(keyOf(id), 0);

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    it('should grant a full term of three intervals', async () => {
      const lease = await leases.grant(keyOf('a'), 10);
      expect(lease.fence).toBeNull();
      expectLease(lease, {
        intervalSeconds: 10,
        phase: 'live',
        remainingMs: 30_000,
        lastHeartbeatAt: under.now(),
        claimed: false,
      });
      await under.pass(29.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      expect(await claimIds()).toEqual(['a']);
    });

    it('should give a full term from now at each heartbeat', async () => {
      await leases.grant(keyOf('a'), 10);
      for (let beat = 0; beat < 5; beat += 1) {
        await under.pass(20);
        const renewal = await renew('a');
        expect(renewal).toMatchObject({ remainingMs: 30_000, fence: null });
      }
      expectNear((await leases.find(keyOf('a')))?.lastHeartbeatAt, under.now());
      await under.pass(29.5);
      expect(await claimIds()).toEqual([]);
    });

    it('should never create a lease by a heartbeat', async () => {
      expect(await leases.renew(keyOf('unknown'), 10)).toBeUndefined();
      expect(await leases.find(keyOf('unknown'))).toBeUndefined();
    });

    it('should find several leases in the order of their keys', async () => {
      await leases.grant(keyOf('a'), 5);
      await leases.grant(keyOf('b'), 10);
      const found = await leases.findAll(['b', 'unknown', 'a', 'b'].map(keyOf));
      expect(found.map((lease) => lease?.intervalSeconds)).toEqual([10, undefined, 5, 10]);
      expect(await leases.findAll([])).toEqual([]);
    });

    it('should follow a shorter and a longer interval', async () => {
      await leases.grant(keyOf('a'), 600);
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      expect(await claimIds()).toEqual(['a']);
      await leases.grant(keyOf('b'), 5);
      await leases.grant(keyOf('b'), 600);
      await under.pass(60);
      expect(await claimIds()).not.toContain('b');
    });

    it('should hand out an expired lease to one claimer only', async () => {
      for (const id of ['a', 'b', 'c']) await leases.grant(keyOf(id), 5);
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
      for (const id of ['a', 'b', 'c']) await leases.grant(keyOf(id), 5);
      await under.pass(15);
      expect(await leases.claimExpired({ ...ALL, live: 2, marked: 0 })).toHaveLength(2);
      expect(await leases.claimExpired({ ...ALL, live: 0 })).toHaveLength(0);
      expect(await claimIds()).toHaveLength(1);
    });

    it('should go through the phases: 3 intervals live, 6 stale, 24 hours offline', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      const live = await claimOne(leases);
      expect(live.phase).toBe('live');
      await leases.advance(live, 'stale');
      await under.pass(29.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      const stale = await claimOne(leases);
      expect(stale).toMatchObject({ phase: 'stale', intervalSeconds: 5 });
      await leases.advance(stale, 'offline');
      expectLease(await leases.find(keyOf('a')), {
        phase: 'offline',
        remainingMs: 24 * 3_600_000,
        claimed: false,
      });
      await under.pass(24 * 3_600);
      await leases.advance(await claimOne(leases), null);
      expect(await leases.find(keyOf('a'))).toBeUndefined();
      expect((await leases.counts()).total).toBe(0);
    });

    it('should tell that a lease was claimed, until the next heartbeat is confirmed', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      const claim = await claimOne(leases);
      expectLease(await leases.find(keyOf('a')), { claimed: true, phase: 'live' });
      await leases.giveBack(claim);
      expectLease(await leases.find(keyOf('a')), { claimed: true, phase: 'live' });
      const renewal = await renew('a');
      expect(renewal?.claimed).toBe(false);
      if (renewal?.fence != null) await leases.confirm(keyOf('a'), renewal.fence);
      expectLease(await leases.find(keyOf('a')), { claimed: false });
    });

    it('should bring a stale lease back to life by a heartbeat', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      await leases.advance(await claimOne(leases), 'stale');
      expect(await renew('a')).toMatchObject({ phase: 'live', remainingMs: 15_000 });
      await under.pass(14.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      expect((await claimOne(leases)).phase).toBe('live');
    });

    it('should put a claim that is given back or forgotten out again 10 s later', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      const first = await claimOne(leases);
      await leases.giveBack(first);
      await under.pass(9.5);
      expect(await claimIds()).toEqual([]);
      await under.pass(0.5);
      const second = await claimOne(leases);
      expect(second.fence).toBeGreaterThan(first.fence);
      await under.pass(10);
      const third = await claimOne(leases);
      await leases.advance(second, 'stale');
      expect((await leases.find(keyOf('a')))?.phase).toBe('live');
      await leases.advance(third, 'stale');
      expect((await leases.find(keyOf('a')))?.phase).toBe('stale');
    });

    it('should end a lease, also a claimed one', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      const claim = await claimOne(leases);
      await leases.release(keyOf('a'));
      await leases.advance(claim, 'stale');
      expect(await leases.find(keyOf('a'))).toBeUndefined();
      await leases.release(keyOf('a'));
    });

    it('should restore what is missing only, within a phase', async () => {
      await leases.restore(keyOf('a'), 5, 'stale', 10_000);
      expectLease(await leases.find(keyOf('a')), {
        intervalSeconds: 5,
        phase: 'stale',
        remainingMs: 10_000,
        lastHeartbeatAt: null,
        claimed: false,
      });
      await leases.restore(keyOf('a'), 5, 'live', 15_000);
      expect((await leases.find(keyOf('a')))?.phase).toBe('stale');
      await leases.restore(keyOf('b'), 5, 'live', 99_000);
      expectLease(await leases.find(keyOf('b')), { phase: 'live', remainingMs: 15_000 });
      await leases.restore(keyOf('c'), 5, 'offline', -5);
      expect((await leases.find(keyOf('c')))?.remainingMs).toBe(0);
    });

    it('should count leases and the heartbeats that they promise', async () => {
      await leases.grant(keyOf('a'), 5);
      await leases.grant(keyOf('b'), 30);
      await leases.restore(keyOf('c'), 30, 'stale', 1_000);
      expect(await leases.counts()).toEqual({
        live: 2,
        total: 3,
        expired: 0,
        recent: 0,
        intervals: new Map([
          [5, 1],
          [30, 1],
        ]),
        expectedPerMinute: 14,
      });
      await under.pass(15);
      expect(await leases.counts()).toMatchObject({ live: 2, total: 3, expired: 1 });
      await leases.release(keyOf('b'));
      expect(await leases.counts()).toMatchObject({
        live: 1,
        total: 2,
        intervals: new Map([[5, 1]]),
        expectedPerMinute: 12,
      });
    });

    it('should keep tenants apart', async () => {
      await leases.grant({ tenant: 'x', id: 'a' }, 5);
      expect(await leases.find({ tenant: 'y', id: 'a' })).toBeUndefined();
    });

    leaseGraceContract(open);
    leaseGuardContract(open);
    leasePaceContract(open);
    leaseTimeContract(open);
    leaseRecordContract(open);
  });
}
