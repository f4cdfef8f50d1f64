import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Claim, LeaseTable, Pace } from '../../src/leases/lease-table.js';
import { ALL, claimOne, keyOf } from '../support/leases.js';
import { RedisLeases } from '../support/redis-leases.js';
import { describeWithServices } from '../support/services.js';

const SERVERS = 3_000;

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable that bounds those that go', ['redis'], (urls) => {
  let under: RedisLeases;

  beforeAll(() => {
    under = new RedisLeases(urls.redis);
  });

  beforeEach(() => {
    under.startAnew();
  });

  afterAll(() => under.close());

  describe('for two replicas', () => {
    let one: LeaseTable;
    let two: LeaseTable;

    /** Both at once, several times, each in batches. */
    const claimBoth = async (pace: Pace): Promise<Claim[]> => {
      const calls = [one, two, one, two].map((leases) => leases.claimExpired({ ...ALL, pace }));
      return (await Promise.all(calls)).flat();
    };

    beforeEach(async () => {
      one = await under.openApart();
      two = await under.openApart();
      const ids = Array.from({ length: SERVERS }, (_, index) => keyOf(`s${index}`));
      await Promise.all(ids.map((key) => one.grant(key, 5)));
      await under.pass(one, 15);
    });

    it('should let no more go at once than one of them may', async () => {
      const claims = await claimBoth({ atOnce: 1_234 });
      expect(claims).toHaveLength(1_234);
      expect(new Set(claims.map(({ id }) => id)).size).toBe(1_234);
      const marks = claims.slice(0, 700).map((claim, index) => {
        const leases = index % 2 === 0 ? one : two;
        return leases.advance(claim, 'stale', 60_000);
      });
      const [meanwhile] = await Promise.all([claimBoth({ atOnce: 1_234 }), ...marks]);
      expect(meanwhile).toEqual([]);
      expect(await two.counts()).toMatchObject({
        live: SERVERS - 700,
        expired: SERVERS - 700,
        recent: 700,
      });
      await Promise.all(claims.slice(0, 50).map((claim) => two.renew(claim, 5)));
      expect(await claimBoth({ atOnce: 1_234 })).toHaveLength(50);
    });

    it('should drain no more than the budget', async () => {
      expect(await claimBoth({ episode: 7, budget: 1_234 })).toHaveLength(1_234);
      expect(await claimBoth({ episode: 7, budget: 1_235 })).toHaveLength(1);
      expect(await claimBoth({ episode: 7, budget: 1_000 })).toEqual([]);
      expect(await claimBoth({ episode: 8, budget: 700 })).toHaveLength(700);
    });
  });

  describe('when its data is not what it was', () => {
    it('should count none that a table had which is gone', async () => {
      const leases = await under.open();
      for (const id of ['marked', 'claimed']) await leases.grant(keyOf(id), 5);
      await under.pass(leases, 15);
      const pace = { episode: 1, budget: 2 };
      const [claim] = await leases.claimExpired({ ...ALL, pace });
      if (claim === undefined) throw new Error('expected a claim');
      await leases.advance(claim, 'stale', 60_000);
      expect(await leases.counts()).toMatchObject({ expired: 1, recent: 1 });
      await leases.grant(keyOf('a'), 5);
      await under.pass(leases, 15);
      await leases.grace();
      await under.vanish();
      await leases.grant(keyOf('a'), 5);
      expect(await leases.counts()).toMatchObject({ total: 1, expired: 0, recent: 0 });
      await under.pass(leases, 15);
      await leases.grace();
      expect((await leases.counts()).expired).toBe(0);
      await under.pass(leases, 15);
      expect(await leases.claimExpired({ ...ALL, pace })).toHaveLength(1);
    });

    it('should count a claim no longer that it spares because Redis was restarted', async () => {
      const leases = await under.open();
      await leases.grant(keyOf('a'), 5);
      await under.pass(leases, 15);
      await claimOne(leases);
      await under.redis.hset(under.key('clock'), 'run', 'of an earlier process');
      const successor = await under.open();
      expect((await successor.counts()).expired).toBe(0);
    });

    it('should go on with a table of an earlier version, which counts none of them', async () => {
      const leases = await under.open();
      for (const id of ['marked', 'claimed']) await leases.grant(keyOf(id), 5);
      await under.pass(leases, 15);
      const [first, second] = await leases.claimExpired(ALL);
      if (first === undefined || second === undefined) throw new Error('expected two claims');
      await leases.advance(first, 'stale', 60_000);
      await under.redis.del(under.key('pending'), under.key('recent'));
      expect(await leases.counts()).toMatchObject({ live: 1, total: 2, expired: 0, recent: 0 });
      await leases.renew(first, 5);
      await leases.advance(second, 'stale', 60_000);
      expect(await leases.counts()).toMatchObject({ live: 1, total: 2, expired: 0, recent: 1 });
    });

    it('should give another term in a table of an earlier version, which knows of none', async () => {
      const leases = await under.open();
      await leases.grant(keyOf('a'), 5);
      for (const left of [0, 0, 1]) {
        await under.pass(leases, 15);
        if (left === 0) await under.redis.del(under.key('graced'));
        await leases.grace();
        expect((await leases.counts()).expired).toBe(left);
      }
    });

    it('should forget a claim within 10 s that an earlier version displaced', async () => {
      const leases = await under.open();
      await leases.grant(keyOf('a'), 600);
      // What that version leaves behind: it takes the fence away, and knows of nothing else.
      await under.redis.zadd(under.key('pending'), 10_000, 'default:a');
      expect((await leases.counts()).expired).toBe(1);
      await under.pass(leases, 10);
      expect((await leases.counts()).expired).toBe(0);
    });
  });
});
