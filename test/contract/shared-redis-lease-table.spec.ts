import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ALL, claimOne, keyOf } from '../support/leases.js';
import { until } from '../support/redis-process.js';
import { RedisLeases } from '../support/redis-leases.js';
import { describeWithServices } from '../support/services.js';

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable that others use too', ['redis'], (urls) => {
  let under: RedisLeases;

  beforeAll(() => {
    under = new RedisLeases(urls.redis);
  });

  beforeEach(() => {
    under.startAnew();
  });

  afterAll(() => under.close());

  describe('shared by two replicas', () => {
    it('should hand out each claim to one of them', async () => {
      const [one, two] = [await under.open(), await under.open()];
      await Promise.all(
        Array.from({ length: 1_500 }, (_, index) => one.grant(keyOf(`s${index}`), 5)),
      );
      await under.pass(two, 15);
      const both = await Promise.all([one.claimExpired(ALL), two.claimExpired(ALL)]);
      const ids = both.flat().map(({ id }) => id);
      expect(ids).toHaveLength(1_500);
      expect(new Set(ids).size).toBe(1_500);
      const [claim] = both.flat();
      if (claim === undefined) throw new Error('expected a claim');
      expect((await two.find(claim))?.claimed).toBe(true);
    });

    it('should count time since any tick, so that one that stood still stretches nothing', async () => {
      const [one, two] = [await under.open(), await under.open()];
      await one.grant(keyOf('a'), 5);
      // `two` stands still for all this time; `one` ticks.
      await under.pass(one, 14.5);
      const before = await one.tick(true);
      const after = await two.tick(true);
      expect(after - before).toBeLessThan(250);
      await under.pass(one, 0.5);
      expect((await two.claimExpired(ALL)).map(({ id }) => id)).toEqual(['a']);
    });

    it('should stand still when none of them ticks', async () => {
      const [one, two] = [await under.open(), await under.open()];
      await one.grant(keyOf('a'), 5);
      await under.standStill(two, 3_600);
      expect(await one.claimExpired(ALL)).toEqual([]);
      expect((await one.find(keyOf('a')))?.remainingMs).toBeGreaterThan(13_500);
    });

    it('should go on from the higher lease time, and then run over no heartbeat', async () => {
      const one = await under.open();
      await one.grant(keyOf('a'), 5);
      const two = await under.open({}, 7_200_000);
      expect(await one.tick(true)).toBeGreaterThanOrEqual(7_200_000);
      expect(await two.claimExpired(ALL)).toEqual([]);
      expect((await two.find(keyOf('a')))?.remainingMs).toBeGreaterThan(14_000);
    });
  });

  describe('when its data is not what it was', () => {
    it('should make a new table, tell each replica once, and go on with lease time', async () => {
      let losses = [0, 0];
      const listen = (index: number) =>
        under.open({ lost: () => (losses[index] = (losses[index] ?? 0) + 1) });
      const [one, two] = [await listen(0), await listen(1)];
      await under.pass(one, 3_600);
      await one.grant(keyOf('a'), 5);
      await under.vanish();
      expect(await one.renew(keyOf('a'), 5)).toBeUndefined();
      expect(losses).toEqual([1, 0]);
      expect(await two.tick(true)).toBeGreaterThanOrEqual(3_600_000);
      expect(losses).toEqual([1, 1]);
      await one.grant(keyOf('a'), 5);
      expect(await two.counts()).toEqual({
        live: 1,
        total: 1,
        expired: 0,
        recent: 0,
        intervals: new Map([[5, 1]]),
        expectedPerMinute: 12,
      });
      losses = [0, 0];
      for (const leases of [one, two]) await leases.tick(true);
      expect(losses).toEqual([0, 0]);
    });

    it('should give only higher fences in a new table', async () => {
      const leases = await under.open();
      await under.redis.hset(under.key('clock'), 'fence', String(under.clock.now() + 60_000));
      await leases.restore(keyOf('a'), 5, 'stale', 0);
      const { fence } = await claimOne(leases);
      await under.vanish();
      await leases.restore(keyOf('a'), 5, 'stale', 0);
      expect((await claimOne(leases)).fence).toBeGreaterThan(fence);
    });

    it('should believe no lease that another run of Redis has loaded', async () => {
      const leases = await under.open();
      await leases.grant(keyOf('a'), 5);
      await leases.restore(keyOf('b'), 5, 'stale', 5_000);
      await under.pass(leases, 15);
      await under.redis.hset(under.key('clock'), 'run', 'of an earlier process');
      const successor = await under.open();
      expect(await successor.counts()).toMatchObject({ total: 0, expired: 0 });
      expect(await leases.find(keyOf('a'))).toBeUndefined();
      expect(await successor.tick(true)).toBeGreaterThanOrEqual(15_000);
    });

    it('should restore a lease that would never run out, which counts as none', async () => {
      const leases = await under.open();
      await leases.grant(keyOf('a'), 5);
      await under.redis.del(under.key('live'));
      expect(await leases.find(keyOf('a'))).toBeUndefined();
      await leases.restore(keyOf('a'), 5, 'live', 15_000);
      expect(await leases.counts()).toMatchObject({ live: 1, total: 1 });
      await under.pass(leases, 15);
      expect((await claimOne(leases)).id).toBe('a');
    });

    it('should not open the table of another store, unless that was left', async () => {
      const first = await under.openFor('store one');
      await first.grant(keyOf('a'), 5);
      await under.redis.hset(under.key('clock'), 'last', under.clock.now());
      const other = await under.openFor('store two');
      expect(other.reachable).toBe(false);
      await under.redis.hset(under.key('clock'), 'last', under.clock.now() - 60_000);
      await until('the table is open', () => other.reachable);
      expect(await other.find(keyOf('a'))).toBeUndefined();
    });

    it('should name the table that it uses', async () => {
      const [one, two] = [await under.open(), await under.open()];
      expect(one.identity).toBe(two.identity);
      const before = one.identity;
      await under.vanish();
      await one.tick(true);
      expect(one.identity).not.toBe(before);
    });

    it('should leave everything as it is when a replica joins', async () => {
      let losses = 0;
      const events = { lost: () => (losses += 1) };
      const leases = await under.open(events);
      await leases.grant(keyOf('a'), 5);
      await under.pass(leases, 15);
      const successor = await under.open(events);
      expect((await claimOne(successor)).id).toBe('a');
      expect(losses).toBe(0);
    });
  });
});
