import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseTable } from '../../src/leases/lease-table.js';
import { ALL, expectLease, expectNear, keyOf, type LeasesUnderTest } from '../support/leases.js';

/** What every adapter of {@link LeaseTable} must do when time does not pass evenly. */
export function leaseTimeContract(open: () => Promise<LeasesUnderTest>): void {
  describe('lease time', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;
    const claimIds = async (): Promise<string[]> =>
      (await leases.claimExpired(ALL)).map(({ id }) => id).sort();

    const renew = (id: string) => leases.renew(keyOf(id), 0);

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    it('should not count a pause of the sweeper against the members', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.pass(10);
      await under.standStill(3_600);
      expect(await claimIds()).toEqual([]);
      await under.pass(4.5);
      expect(await claimIds()).toEqual(['a']);
    });

    it('should never give more than a full term from now', async () => {
      await leases.grant(keyOf('a'), 5);
      await under.standStill(600);
      await renew('a');
      await under.standStill(600);
      expect((await leases.find(keyOf('a')))?.remainingMs).toBeLessThanOrEqual(15_000);
    });

    it('should tell lease time at each tick, from where it started', async () => {
      await leases.start(3_600_000, { lost: () => undefined, returned: () => Promise.resolve() });
      const before = await leases.tick(true);
      expectNear(before, 3_600_000);
      await under.pass(20);
      expectNear(await leases.tick(true), before + 20_000);
      await under.standStill(600);
      expectNear(await leases.tick(true), before + 21_000);
    });

    it('should spare every live lease a full term, and no marked one', async () => {
      await leases.grant(keyOf('expired'), 5);
      await leases.restore(keyOf('stale'), 5, 'stale', 20_000);
      await under.pass(10);
      await leases.grant(keyOf('later'), 5);
      await under.pass(8);
      expect((await leases.counts()).expired).toBe(1);
      await leases.spare();
      expect((await leases.counts()).expired).toBe(0);
      expectLease(await leases.find(keyOf('expired')), { phase: 'live', remainingMs: 15_000 });
      expectLease(await leases.find(keyOf('later')), { phase: 'live', remainingMs: 15_000 });
      await under.pass(2);
      expect(await claimIds()).toEqual(['stale']);
      await renew('later');
      await under.pass(12.5);
      expect(await claimIds()).toEqual(['stale']);
      await under.pass(0.5);
      expect(await claimIds()).toEqual(['expired']);
      await under.pass(2);
      expect(await claimIds()).toEqual(['later']);
    });
  });
}
