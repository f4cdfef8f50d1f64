import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseTable } from '../../src/leases/lease-table.js';
import type { Liveness } from '../../src/manifest/status.js';
import { ALL, claimOne, keyOf, type LeasesUnderTest } from '../support/leases.js';

/** How every adapter of {@link LeaseTable} must count those that are going. */
export function leaseGuardContract(open: () => Promise<LeasesUnderTest>): void {
  describe('those that are going', () => {
    let under: LeasesUnderTest;
    let leases: LeaseTable;

    const grant = async (...ids: string[]): Promise<void> => {
      for (const id of ids) await leases.grant(keyOf(id), 5);
    };
    const expired = async (): Promise<number> => (await leases.counts()).expired;
    const recent = async (): Promise<number> => (await leases.counts()).recent;
    const mark = async (id: string, recentMs?: number): Promise<void> => {
      await grant(id);
      await under.pass(15, false);
      await leases.advance(await claimOne(leases), 'stale', recentMs);
    };

    beforeEach(async () => {
      under = await open();
      leases = under.leases;
    });

    describe('expired', () => {
      it('should count those that are claimed, until they are marked', async () => {
        await grant('a', 'b', 'c');
        await under.pass(15);
        const [first, second] = await leases.claimExpired({ ...ALL, live: 2 });
        if (first === undefined || second === undefined) throw new Error('expected two claims');
        expect(await expired()).toBe(3);
        await leases.advance(first, 'stale');
        expect(await expired()).toBe(2);
        await leases.advance(second, null);
        expect(await expired()).toBe(1);
      });

      it('should count a claim that is given back or forgotten, once', async () => {
        await grant('given back', 'forgotten');
        await under.pass(15);
        const claims = await leases.claimExpired(ALL);
        for (const one of claims) if (one.id === 'given back') await leases.giveBack(one);
        for (const seconds of [0, 9.5, 0.5, 30]) {
          await under.pass(seconds);
          expect(await expired()).toBe(2);
        }
        expect(await leases.claimExpired(ALL)).toHaveLength(2);
        expect(await expired()).toBe(2);
      });

      it('should not count a claimed one that is heard of, released or spared', async () => {
        await grant('renewed', 'granted', 'released', 'spared');
        await under.pass(15);
        for (const one of await leases.claimExpired(ALL)) await leases.giveBack(one);
        await leases.renew(keyOf('renewed'), 5);
        expect(await expired()).toBe(3);
        await leases.grant(keyOf('granted'), 5);
        expect(await expired()).toBe(2);
        await leases.release(keyOf('released'));
        expect(await expired()).toBe(1);
        await leases.spare();
        expect(await expired()).toBe(0);
        await under.pass(14.5);
        expect(await expired()).toBe(0);
        await under.pass(0.5);
        expect(await expired()).toBe(3);
      });

      it('should not count those that are marked', async () => {
        await leases.restore(keyOf('a'), 5, 'stale', 0);
        await claimOne(leases);
        expect(await expired()).toBe(0);
      });
    });

    describe('recent', () => {
      it('should count a mark for as long as is asked for, by lease time', async () => {
        await mark('a', 20_000);
        expect(await recent()).toBe(1);
        await under.pass(10);
        await under.standStill(3_600);
        await under.pass(8.5);
        expect(await recent()).toBe(1);
        await under.pass(0.5);
        expect(await recent()).toBe(0);
      });

      it('should count none that is not asked for', async () => {
        await mark('a');
        expect(await recent()).toBe(0);
      });

      it('should not let marks age unless the tick says so, then all at once', async () => {
        await mark('a', 1_000);
        await mark('b', 1_000);
        await under.pass(60, false);
        expect(await recent()).toBe(2);
        await under.pass(0.5);
        expect(await recent()).toBe(0);
      });

      it('should end with a heartbeat, a grant, a release and the end', async () => {
        const ids = ['renewed', 'granted', 'released', 'ended'];
        for (const id of ids) {
          await leases.restore(keyOf(id), 5, 'stale', id === 'ended' ? 0 : 9_000, 60_000);
        }
        expect(await recent()).toBe(4);
        await leases.renew(keyOf('renewed'), 5);
        expect(await recent()).toBe(3);
        await leases.grant(keyOf('granted'), 10);
        expect(await recent()).toBe(2);
        await leases.release(keyOf('released'));
        expect(await recent()).toBe(1);
        await leases.advance(await claimOne(leases), null);
        expect(await recent()).toBe(0);
      });

      it('should stay when a stale server goes offline, and end when it turns out to be live', async () => {
        await mark('a', 60_000);
        await under.pass(30);
        await leases.advance(await claimOne(leases), 'offline', 90_000);
        expect((await leases.find(keyOf('a')))?.phase).toBe('offline');
        expect(await recent()).toBe(1);
        await under.pass(29.5);
        expect(await recent()).toBe(1);
        await under.pass(0.5);
        expect(await recent()).toBe(0);
        await leases.restore(keyOf('b'), 5, 'stale', 0);
        await leases.advance(await claimOne(leases), 'live');
        expect(await recent()).toBe(0);
      });

      it('should not count a mark whose claim is not held', async () => {
        await grant('a');
        await under.pass(15);
        const displaced = await claimOne(leases);
        await leases.giveBack(displaced);
        await leases.renew(keyOf('a'), 5);
        await leases.advance(displaced, 'stale', 60_000);
        expect(await recent()).toBe(0);
      });

      it('should count a restored mark for as long as is asked for', async () => {
        const restored: [Liveness, number | undefined][] = [
          ['stale', 40_000],
          ['stale', 20_000],
          ['offline', 10_000],
          ['stale', 0],
          ['offline', undefined],
          ['live', 60_000],
        ];
        for (const [index, [phase, recentMs]] of restored.entries()) {
          await leases.restore(keyOf(`s${index}`), 5, phase, 5_000, recentMs);
        }
        expect(await recent()).toBe(3);
        // One that exists is left alone.
        await leases.restore(keyOf('s3'), 5, 'stale', 10_000, 60_000);
        for (const [seconds, count] of [
          [9.5, 3],
          [9.5, 2],
          [19.5, 1],
        ] as const) {
          await under.pass(seconds);
          expect(await recent()).toBe(count);
          await under.pass(0.5);
          expect(await recent()).toBe(count - 1);
        }
      });
    });
  });
}
