import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { SystemClock } from '../../src/common/system-clock.js';
import { RedisProbeBook } from '../../src/probe/redis/redis-probe-book.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import { until } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';
import { probeBookContract } from './probe-book.contract.js';

const KEY = { tenant: 'default', id: 'a' };

Logger.overrideLogger(false);

describeWithServices('RedisProbeBook', ['redis'], ({ redis: url }) => {
  const clock = new SystemClock();
  const run = `test-${randomUUID()}`;
  const redis = new Redis(url, { lazyConnect: true });
  let links: readonly [RedisLink, RedisLink];

  beforeAll(async () => {
    links = [new RedisLink(url, clock), new RedisLink(url, clock)];
    for (const link of links) link.connect();
    await until('Redis is reached', () => links.every(({ reachable }) => reachable));
  });

  afterAll(async () => {
    for (const link of links) link.close();
    const keys = await redis.keys(redisKey(`${run}*`, '*'));
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  function open(): readonly [RedisProbeBook, RedisProbeBook] {
    const namespace = `${run}-${randomUUID()}`;
    const [one, two] = links;
    return [new RedisProbeBook(one, clock, namespace), new RedisProbeBook(two, clock, namespace)];
  }

  /** As if the time had passed: all keys run out so much earlier. */
  async function pass(ms: number): Promise<void> {
    for (const key of await redis.keys(redisKey(`${run}*`, '*'))) {
      await redis.pexpire(key, (await redis.pttl(key)) - ms);
    }
  }

  probeBookContract('RedisProbeBook', () => Promise.resolve({ books: open(), pass }));

  it('should go by its own turns and times while Redis is away', async () => {
    const [one, two] = open();
    await one.note(KEY, 5, 60_000);
    const away = new RedisLink('redis://127.0.0.1:1', clock);
    const alone = new RedisProbeBook(away, clock, run);
    expect(await alone.checkedAt(KEY)).toBeNull();
    expect([await alone.claim(KEY, 60_000), await alone.claim(KEY, 60_000)]).toEqual([true, false]);
    await alone.note(KEY, 7, 60_000);
    expect(await alone.checkedAt(KEY)).toBe(7);
    expect(await two.checkedAt(KEY)).toBe(5);
    away.close();
  });
});
