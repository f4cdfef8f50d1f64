import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseTable } from '../../src/leases/lease-table.js';
import { ALL, claimOne, expectLease, keyOf, type LeasesUnderTest } from '../support/leases.js';

/** How every adapter of {@link LeaseTable} must give those that have run out another term. */
export function leaseGraceContract(open: () => Promise<LeasesUnderTest>): void {
  describe('grace', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;

    const grant = async (...ids: string[]): Promise<void> => {
      for (const id of ids) await leases.grant(keyOf(id), 5);
    };
    const expired = async (): Promise<number> => (await leases.counts()).expired;
    const claimIds = async (): Promise<string[]> =>
      (await leases.claimExpired(ALL)).map(({ id }) => id).sort();
    /** Has run out, been graced, and run out again. */
    const useUp = async (): Promise<void> => {
      await under.pass(15);
      await leases.grace();
      await under.pass(15);
    };

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    it('should give what has run out a full term from now, and nothing else', async () => {
      await grant('expired');
      await leases.restore(keyOf('stale'), 5, 'stale', 0);
      await under.pass(10);
      await grant('running');
      await under.pass(8);
      await leases.grace();
      expect(await expired()).toBe(0);
      expectLease(await leases.find(keyOf('expired')), { remainingMs: 15_000, claimed: false });
      expectLease(await leases.find(keyOf('running')), { remainingMs: 7_000 });
      expect(await claimIds()).toEqual(['stale']);
      await under.pass(7);
      expect(await claimIds()).toEqual(['running']);
      await under.pass(7.5);
      expect(await claimIds()).toEqual(['stale']);
      await under.pass(0.5);
      expect(await claimIds()).toEqual(['expired']);
    });

    it('should give it once, and leave what had it to be claimed', async () => {
      await grant('a');
      await useUp();
      await grant('b');
      await under.pass(15);
      for (let again = 0; again < 3; again += 1) {
        await leases.grace();
        expect(await expired()).toBe(1);
        expectLease(await leases.find(keyOf('a')), { phase: 'live', remainingMs: 0 });
      }
      expect(await claimIds()).toEqual(['a']);
    });

    it('should give it once more after a heartbeat, a grant and the end', async () => {
      await grant('renewed', 'granted', 'ended', 'silent');
      await useUp();
      await leases.renew(keyOf('renewed'), 5);
      await leases.release(keyOf('ended'));
      await grant('granted', 'ended');
      await under.pass(15);
      expect(await expired()).toBe(4);
      await leases.grace();
      expect(await claimIds()).toEqual(['silent']);
    });

    it('should give it once more after a heartbeat that came in the term that it gave', async () => {
      await grant('a');
      await under.pass(15);
      await leases.grace();
      await under.pass(5);
      await leases.renew(keyOf('a'), 5);
      await under.pass(15);
      await leases.grace();
      expect(await expired()).toBe(0);
    });

    it('should give it once more after a mark and the return from it', async () => {
      await grant('a');
      await useUp();
      await leases.advance(await claimOne(leases), 'stale');
      await leases.grace();
      expectLease(await leases.find(keyOf('a')), { phase: 'stale', remainingMs: 30_000 });
      await under.pass(30);
      await leases.advance(await claimOne(leases), 'live');
      await under.pass(15);
      await leases.grace();
      expect(await expired()).toBe(0);
    });

    it('should leave a pending claim alone, and give the term when it can be claimed again', async () => {
      await grant('a');
      await under.pass(15);
      const claim = await claimOne(leases);
      await leases.grace();
      await leases.giveBack(claim);
      await leases.grace();
      expect(await expired()).toBe(1);
      expectLease(await leases.find(keyOf('a')), { claimed: true, remainingMs: 10_000 });
      await under.pass(10);
      await leases.grace();
      expect(await expired()).toBe(0);
      expectLease(await leases.find(keyOf('a')), { claimed: true, remainingMs: 15_000 });
      await under.pass(15);
      await leases.grace();
      expect(await claimIds()).toEqual(['a']);
    });

    it('should leave a claim to its holder, also one that can be claimed again', async () => {
      await grant('a');
      await under.pass(15);
      const claim = await claimOne(leases);
      await under.pass(10);
      await leases.grace();
      await leases.advance(claim, 'stale');
      expectLease(await leases.find(keyOf('a')), { phase: 'stale', remainingMs: 30_000 });
    });

    it('should stay given when the lease is spared, and not be given by that', async () => {
      await grant('graced', 'spared');
      await under.pass(14);
      await leases.renew(keyOf('spared'), 5);
      await under.pass(1);
      await leases.grace();
      await under.pass(15);
      await leases.spare();
      await leases.grace();
      expectLease(await leases.find(keyOf('spared')), { remainingMs: 15_000 });
      await under.pass(15);
      expect(await expired()).toBe(2);
      await leases.grace();
      expect(await claimIds()).toEqual(['graced']);
    });
  });

  describe('marks that are forgotten', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    it('should not be recent any more, but stay marks; later ones are', async () => {
      await leases.restore(keyOf('stale'), 5, 'stale', 0, 60_000);
      await leases.restore(keyOf('offline'), 5, 'offline', 60_000, 60_000);
      await leases.grant(keyOf('live'), 5);
      await under.pass(15);
      expect(await leases.counts()).toMatchObject({ recent: 2, expired: 1 });
      const claims = await leases.claimExpired({ ...ALL, pace: { atOnce: 3 } });
      await leases.forgetMarks();
      expect(await leases.counts()).toMatchObject({ total: 3, recent: 0, expired: 1 });
      for (const claim of claims) {
        await leases.advance(claim, claim.phase === 'live' ? 'stale' : 'offline', 60_000);
      }
      expect(await leases.counts()).toMatchObject({ total: 3, recent: 1, expired: 0 });
      expect((await leases.find(keyOf('stale')))?.phase).toBe('offline');
      expect((await leases.find(keyOf('live')))?.phase).toBe('stale');
    });

    it('should leave room for others to go', async () => {
      await leases.restore(keyOf('gone'), 5, 'offline', 60_000, 60_000);
      await leases.grant(keyOf('next'), 5);
      await under.pass(15);
      const limits = { ...ALL, pace: { atOnce: 1 } };
      expect(await leases.claimExpired(limits)).toEqual([]);
      await leases.forgetMarks();
      expect((await leases.claimExpired(limits)).map(({ id }) => id)).toEqual(['next']);
    });
  });
}
