import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { LeaseTable, Renewal } from '../../src/leases/lease-table.js';
import { ALL, claimOne, expectNear, keyOf } from '../support/leases.js';
import { RedisLeases } from '../support/redis-leases.js';
import { describeWithServices } from '../support/services.js';
import { leaseTableContract } from './lease-table.contract.js';

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable', ['redis'], (urls) => {
  let under: RedisLeases;

  beforeAll(() => {
    under = new RedisLeases(urls.redis);
  });

  beforeEach(() => {
    under.startAnew();
  });

  afterAll(() => under.close());

  leaseTableContract('RedisLeaseTable', () => under.openForTest());

  describe('fences', () => {
    let leases: LeaseTable;

    beforeEach(async () => {
      leases = await under.open();
      await leases.grant(keyOf('a'), 5);
      await under.pass(leases, 15);
    });

    const confirm = (renewal: Renewal | undefined): Promise<void> =>
      leases.confirm(keyOf('a'), renewal?.fence ?? NaN);

    it('should give each heartbeat one until one was written', async () => {
      const claim = await claimOne(leases);
      const first = await leases.renew(keyOf('a'), 5);
      const second = await leases.renew(keyOf('a'), 5);
      expect(second?.fence).toBeGreaterThan(first?.fence ?? Infinity);
      expect(await leases.advance(claim, 'stale')).toBe(false);
      // The mark that the first was to keep away may be under way until the second is written.
      await confirm(first);
      expect((await leases.find(keyOf('a')))?.claimed).toBe(true);
      await confirm(second);
      expect(await leases.find(keyOf('a'))).toMatchObject({ phase: 'live', claimed: false });
      expect((await leases.renew(keyOf('a'), 5))?.fence).toBeNull();
    });

    it('should give a heartbeat that displaces a claim a higher one', async () => {
      const claim = await claimOne(leases);
      const renewal = await leases.renew(keyOf('a'), 5);
      expect(renewal?.fence).toBeGreaterThan(claim.fence);
      await confirm(renewal);
      expect((await leases.renew(keyOf('a'), 5))?.fence).toBeNull();
      await leases.advance(claim, 'stale');
      expect(await leases.find(keyOf('a'))).toMatchObject({ phase: 'live', claimed: false });
      await leases.advance(claim, null);
      expect(await leases.find(keyOf('a'))).toBeDefined();
    });

    it('should give one to a heartbeat after a mark that failed', async () => {
      const claim = await claimOne(leases);
      await leases.giveBack(claim);
      expect((await leases.renew(keyOf('a'), 5))?.fence).toBeGreaterThan(claim.fence);
    });

    it('should give one to a heartbeat and to a grant of a marked server', async () => {
      const first = await claimOne(leases);
      await leases.advance(first, 'stale');
      const renewal = await leases.renew(keyOf('a'), 5);
      expect(renewal?.fence).toBeGreaterThan(first.fence);
      await under.pass(leases, 15);
      const second = await claimOne(leases);
      expect(second.fence).toBeGreaterThan(renewal?.fence ?? Infinity);
      await leases.advance(second, 'stale');
      expect((await leases.grant(keyOf('a'), 10)).fence).toBeGreaterThan(second.fence);
    });

    it('should give one to a grant that displaces a claim, and none to another', async () => {
      const claim = await claimOne(leases);
      const first = await leases.grant(keyOf('a'), 10);
      expect(first.fence).toBeGreaterThan(claim.fence);
      await confirm(first);
      expect((await leases.grant(keyOf('a'), 5)).fence).toBeNull();
      expect((await leases.grant(keyOf('b'), 5)).fence).toBeNull();
    });

    it('should be milliseconds of Redis, each its own, for many claims at once', async () => {
      await Promise.all(
        Array.from({ length: 1_200 }, (_, index) =>
          leases.restore(keyOf(`s${index}`), 5, 'stale', 0),
        ),
      );
      const claims = await leases.claimExpired(ALL);
      expect(claims).toHaveLength(1_201);
      const fences = claims.map(({ fence }) => fence);
      expect(new Set(fences).size).toBe(1_201);
      expect(Number.isSafeInteger(Math.max(...fences))).toBe(true);
      expect(Math.abs(Math.min(...fences) - under.clock.now())).toBeLessThan(5_000);
    });
  });

  it('should sort out thousands that ran out and were spared, in steps', async () => {
    const leases = await under.open();
    await Promise.all(
      Array.from({ length: 3_500 }, (_, index) => leases.grant(keyOf(`s${index}`), 5)),
    );
    await under.pass(leases, 15);
    expect(await leases.counts()).toMatchObject({ live: 3_500, expired: 3_500 });
    await leases.spare();
    expect(await leases.claimExpired(ALL)).toEqual([]);
    expect(await leases.counts()).toMatchObject({ live: 3_500, expired: 0 });
    await under.pass(leases, 15);
    expect(await leases.claimExpired({ ...ALL, live: 700 })).toHaveLength(700);
    expect(await leases.counts()).toMatchObject({ live: 3_500, expired: 3_500 });
    expect(await leases.claimExpired(ALL)).toHaveLength(2_800);
  });

  describe('with thousands that have run out', () => {
    let leases: LeaseTable;

    beforeEach(async () => {
      leases = await under.open();
      await Promise.all(
        Array.from({ length: 2_500 }, (_, index) => leases.grant(keyOf(`s${index}`), 5)),
      );
      await under.pass(leases, 15);
    });

    it('should give all of them another term, once, whoever asks', async () => {
      const other = await under.openApart();
      await Promise.all([leases.grace(), other.grace(), leases.grace()]);
      expect(await leases.counts()).toMatchObject({ live: 2_500, expired: 0 });
      await under.pass(leases, 14.5);
      expect(await leases.claimExpired(ALL)).toEqual([]);
      await Promise.all(
        Array.from({ length: 600 }, (_, index) => leases.renew(keyOf(`s${index}`), 5)),
      );
      await under.pass(leases, 15);
      await other.grace();
      expect(await leases.counts()).toMatchObject({ live: 2_500, expired: 1_900 });
      const ids = (await leases.claimExpired(ALL)).map(({ id }) => Number(id.slice(1)));
      expect(ids).toHaveLength(1_900);
      expect(Math.min(...ids)).toBe(600);
    });

    it('should sort out first what was spared, which does not use their term up', async () => {
      expect((await leases.counts()).expired).toBe(2_500);
      await leases.spare();
      await under.pass(leases, 5);
      await leases.grace();
      const { remainingMs } = (await leases.find(keyOf('s2400'))) ?? {};
      expectNear(remainingMs, 10_000);
      await under.pass(leases, 10);
      await leases.grace();
      expect((await leases.counts()).expired).toBe(0);
    });
  });
});
