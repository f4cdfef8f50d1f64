import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseTable } from '../../src/leases/lease-table.js';
import { claimOne, expectNear, keyOf, type LeasesUnderTest } from '../support/leases.js';

/** What every adapter of {@link LeaseTable} must do so that leases and records can be made to agree. */
export function leaseRecordContract(open: () => Promise<LeasesUnderTest>): void {
  describe('leases beside records', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    const found = async (id: string) => {
      const lease = await leases.find(keyOf(id));
      if (lease === undefined) throw new Error('expected a lease');
      return lease;
    };

    const STALE = {
      intervalSeconds: 5,
      phase: 'stale',
      remainingMs: 20_000,
      recentMs: 60_000,
    } as const;
    const LIVE = { intervalSeconds: 5, phase: 'live', remainingMs: 15_000, recentMs: 0 } as const;

    it('should know the lease time of the last heartbeat, and only of a real one', async () => {
      await leases.restore(keyOf('a'), 5, 'live', 15_000);
      expect((await found('a')).heardAt).toBeNull();
      await under.pass(10);
      await leases.spare();
      expect((await found('a')).heardAt).toBeNull();
      const now = await leases.tick(true);
      await leases.renew(keyOf('a'), 5);
      expectNear((await found('a')).heardAt, now);
      await under.pass(15);
      await leases.advance(await claimOne(leases), 'stale');
      expectNear((await found('a')).heardAt, now);
      await leases.grant(keyOf('a'), 5);
      expectNear((await found('a')).heardAt, now + 15_000);
    });

    it('should replace a lease that is as it was seen, and keep its heartbeat', async () => {
      await leases.grant(keyOf('a'), 5);
      const seen = await found('a');
      expect(await leases.correct(keyOf('a'), seen, STALE)).toBe(true);
      const corrected = await found('a');
      expect(corrected).toMatchObject({ phase: 'stale', heardAt: seen.heardAt });
      expectNear(corrected.remainingMs, 20_000);
      expect(await leases.counts()).toMatchObject({ live: 0, total: 1, recent: 1 });
      expect(await leases.correct(keyOf('a'), corrected, LIVE)).toBe(true);
      expect(await leases.counts()).toMatchObject({ live: 1, total: 1, recent: 0 });
      await under.pass(15);
      expect((await claimOne(leases)).phase).toBe('live');
    });

    it('should replace no lease that has changed since, is claimed or is gone', async () => {
      await leases.restore(keyOf('a'), 5, 'live', 5_000);
      const seen = await found('a');
      await leases.renew(keyOf('a'), 5);
      expect(await leases.correct(keyOf('a'), seen, STALE)).toBe(false);
      const heard = await found('a');
      await under.pass(15);
      const claim = await claimOne(leases);
      expect(await leases.correct(keyOf('a'), heard, STALE)).toBe(false);
      expect(await leases.advance(claim, 'stale')).toBe(true);
      expect(await leases.correct(keyOf('a'), heard, STALE)).toBe(false);
      await leases.release(keyOf('a'));
      expect(await leases.correct(keyOf('a'), heard, LIVE)).toBe(false);
      expect((await leases.counts()).total).toBe(0);
    });

    it('should say whether a mark was for a claim that is still held', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      const claim = await claimOne(leases);
      expect(await leases.advance(claim, 'stale')).toBe(true);
      expect(await leases.advance(claim, 'offline')).toBe(false);
    });

    it('should remember the highest revision that was noted, whatever happens to the lease', async () => {
      await leases.grant(keyOf('a'), 5);
      expect((await found('a')).revision).toBe(0);
      for (const revision of [7, 5]) await leases.note(keyOf('a'), revision);
      await leases.note(keyOf('unknown'), 1);
      expect((await leases.renew(keyOf('a'), 5))?.revision).toBe(7);
      await under.pass(15);
      await leases.advance(await claimOne(leases), 'stale');
      expect((await found('a')).revision).toBe(7);
      expect((await leases.grant(keyOf('a'), 10)).revision).toBe(7);
    });

    it('should give only higher fences than one that a record has', async () => {
      const ahead = under.now() + 3_600_000;
      await leases.saw(ahead);
      await leases.grant(keyOf('a'), 5);
      await under.pass(15);
      expect((await claimOne(leases)).fence).toBeGreaterThan(ahead);
    });

    it('should let lease time stand still for a minute, and then for two thirds of the time', async () => {
      await leases.grant(keyOf('a'), 60);
      let stood = 0;
      const half = async (): Promise<boolean> => {
        await under.wait(0.5);
        const { stoodStill } = await leases.hold();
        if (stoodStill) stood += 0.5;
        return stoodStill;
      };
      while (await half());
      expect(stood).toBeGreaterThan(58);
      expect(stood).toBeLessThanOrEqual(60);
      expect((await found('a')).remainingMs).toBeGreaterThan(178_000);
      stood = 0;
      for (let step = 0; step < 60; step += 1) await half();
      expect(stood).toBeGreaterThanOrEqual(18);
      expect(stood).toBeLessThanOrEqual(21);
    });
  });
}
