import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseTable } from '../../src/leases/lease-table.js';
import { claimOne, keyOf, type LeasesUnderTest } from '../support/leases.js';

/** How every adapter of {@link LeaseTable} must say who is missing. */
export function leaseMissingContract(open: () => Promise<LeasesUnderTest>): void {
  describe('who is missing', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;

    const missing = async (most = 100): Promise<string[]> =>
      (await leases.missing(most)).map(({ id }) => id).sort();

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    it('should name what has run out, what is claimed and what was marked lately', async () => {
      expect(await missing()).toEqual([]);
      await leases.grant(keyOf('marked'), 5);
      await under.pass(15);
      await leases.advance(await claimOne(leases), 'stale', 60_000);
      await leases.restore(keyOf('marked long before'), 5, 'stale', 20_000);
      await leases.grant(keyOf('claimed'), 5);
      await under.pass(15);
      const claim = await claimOne(leases);
      await leases.grant(keyOf('run out'), 5);
      await leases.grant(keyOf('live'), 60);
      await under.pass(15);
      await leases.counts();
      expect(await missing()).toEqual(['claimed', 'marked', 'run out']);
      await leases.giveBack(claim);
      for (const id of ['claimed', 'marked', 'run out']) await leases.renew(keyOf(id), 5);
      expect(await missing()).toEqual([]);
    });

    it('should keep tenants apart', async () => {
      await leases.grant({ tenant: 'x', id: 'a' }, 5);
      await under.pass(15);
      await leases.counts();
      expect(await leases.missing(100)).toEqual([{ tenant: 'x', id: 'a' }]);
    });

    it('should name a part of many, which stands for all', async () => {
      const ids = Array.from({ length: 600 }, (_, index) => `s${index}`);
      await Promise.all(ids.slice(0, 400).map((id) => leases.grant(keyOf(id), 5)));
      await Promise.all(
        ids.slice(400).map((id) => leases.restore(keyOf(id), 5, 'stale', 29_000, 60_000)),
      );
      await under.pass(15);
      await leases.counts();
      const some = await missing(60);
      expect(new Set(some).size).toBe(some.length);
      expect(some.length).toBeGreaterThanOrEqual(50);
      expect(some.length).toBeLessThanOrEqual(63);
      const ranOut = some.filter((id) => Number(id.slice(1)) < 400);
      expect(Math.abs(ranOut.length / some.length - 400 / 600)).toBeLessThan(0.05);
    });
  });
}
