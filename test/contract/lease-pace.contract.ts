import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim, LeaseTable, Pace } from '../../src/leases/lease-table.js';
import { ALL, keyOf, type LeasesUnderTest } from '../support/leases.js';

/** How every adapter of {@link LeaseTable} must bound those that go. */
export function leasePaceContract(open: () => Promise<LeasesUnderTest>): void {
  describe('pace', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;

    const expire = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) await leases.grant(keyOf(`s${index}`), 5);
      await under.pass(15, false);
    };
    const claim = (pace: Pace): Promise<Claim[]> => leases.claimExpired({ ...ALL, pace });
    const markAll = async (claims: readonly Claim[], recentMs = 60_000): Promise<void> => {
      for (const one of claims) await leases.advance(one, 'stale', recentMs);
    };

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    describe('at once', () => {
      it('should claim only as many as leave those that go within it', async () => {
        await expire(6);
        expect(await claim({ atOnce: 0 })).toEqual([]);
        const [first, ...others] = await claim({ atOnce: 3.9 });
        if (first === undefined) throw new Error('expected a claim');
        expect(others).toHaveLength(2);
        expect(await claim({ atOnce: 3 })).toEqual([]);
        await markAll([first]);
        expect(await claim({ atOnce: 3 })).toEqual([]);
        await markAll(others);
        expect(await claim({ atOnce: 3 })).toEqual([]);
        expect(await claim({ atOnce: 4 })).toHaveLength(1);
        expect(await claim({ atOnce: 2 })).toEqual([]);
        expect(await claim({ atOnce: Infinity })).toHaveLength(2);
      });

      it('should claim more when a mark is not recent, ages, or is taken back', async () => {
        await expire(5);
        await markAll(await claim({ atOnce: 1 }), 0);
        await markAll(await claim({ atOnce: 1 }), 1_000);
        expect(await claim({ atOnce: 1 })).toEqual([]);
        await under.pass(1);
        const [aged, ...others] = await claim({ atOnce: 1 });
        if (aged === undefined) throw new Error('expected a claim');
        expect(others).toEqual([]);
        await markAll([aged]);
        expect(await claim({ atOnce: 1 })).toEqual([]);
        await leases.renew(aged, 5);
        expect(await claim({ atOnce: 1 })).toHaveLength(1);
      });

      it('should claim more when a claimed one is heard of, ends, or can be claimed again', async () => {
        await expire(4);
        const first = await claimFirst({ atOnce: 1 });
        await leases.giveBack(first);
        expect(await claim({ atOnce: 1 })).toEqual([]);
        await leases.renew(first, 5);
        const second = await claimFirst({ atOnce: 1 });
        await leases.release(second);
        const third = await claimFirst({ atOnce: 1 });
        await leases.giveBack(third);
        await under.pass(9.5);
        expect(await claim({ atOnce: 1 })).toEqual([]);
        await under.pass(0.5);
        await claimFirst({ atOnce: 1 });
      });

      it('should not bound those that are marked already', async () => {
        await expire(2);
        await markAll(await claim({ atOnce: 2 }));
        await under.pass(30);
        expect(await claim({ atOnce: 0 })).toHaveLength(2);
      });

      it('should hold beside the limit of the call', async () => {
        await expire(5);
        expect(await leases.claimExpired({ ...ALL, live: 2, pace: { atOnce: 3 } })).toHaveLength(2);
        expect(await leases.claimExpired({ ...ALL, live: 2, pace: { atOnce: 3 } })).toHaveLength(1);
      });
    });

    describe('drain', () => {
      it('should claim no more than the budget in an episode, however many go at once', async () => {
        await expire(9);
        await markAll(await claim({ atOnce: 2 }));
        await markAll(await claim({ episode: 1, budget: 2.9 }));
        expect(await claim({ episode: 1, budget: 2 })).toEqual([]);
        await markAll(await claim({ episode: 1, budget: 3 }));
        expect(await leases.counts()).toMatchObject({ recent: 5, expired: 4 });
        expect(await claim({ atOnce: 5 })).toEqual([]);
        expect(
          await leases.claimExpired({ ...ALL, live: 1, pace: { episode: 1, budget: 9 } }),
        ).toHaveLength(1);
        expect(await claim({ episode: 1, budget: 5 })).toHaveLength(1);
        expect(await claim({ episode: 1, budget: 3 })).toEqual([]);
      });

      it('should count from 0 in another episode', async () => {
        await expire(6);
        expect(await claim({ episode: 1_800_000_000_000, budget: 2 })).toHaveLength(2);
        expect(await claim({ episode: 1_800_000_000_001, budget: 0 })).toEqual([]);
        expect(await claim({ episode: 1_800_000_000_001, budget: 3 })).toHaveLength(3);
        expect(await claim({ episode: 1_800_000_000_001, budget: 3 })).toEqual([]);
      });

      it('should claim nothing in an episode that another one has followed', async () => {
        await expire(9);
        expect(await claim({ episode: 7, budget: 2 })).toHaveLength(2);
        expect(await claim({ episode: 8, budget: 1 })).toHaveLength(1);
        expect(await claim({ episode: 7, budget: 9 })).toEqual([]);
        expect(await claim({ episode: 8, budget: 1 })).toEqual([]);
        expect(await claim({ episode: 8, budget: 2 })).toHaveLength(1);
      });

      it('should count a lease that is claimed again once more', async () => {
        await expire(1);
        expect(await claim({ episode: 1, budget: 1 })).toHaveLength(1);
        await under.pass(10);
        expect(await claim({ episode: 1, budget: 1 })).toEqual([]);
        expect(await claim({ episode: 1, budget: 2 })).toHaveLength(1);
      });

      it('should not bound those that are marked already, nor count them', async () => {
        for (const id of ['a', 'b']) await leases.restore(keyOf(id), 5, 'stale', 0);
        expect(await claim({ episode: 1, budget: 0 })).toHaveLength(2);
        await expire(2);
        const claims = await claim({ episode: 1, budget: 1 });
        expect(claims.map(({ phase }) => phase).sort()).toEqual(['live', 'stale', 'stale']);
      });
    });

    async function claimFirst(pace: Pace): Promise<Claim> {
      const [first, ...others] = await claim(pace);
      if (first === undefined || others.length > 0) throw new Error('expected one claim');
      return first;
    }
  });
}
