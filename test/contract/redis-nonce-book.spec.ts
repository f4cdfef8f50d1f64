import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RedisNonceBook } from '../../src/identity/nonces/redis-nonce-book.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import { SystemClock } from '../../src/common/system-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { until } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';
import { nonceBookContract, nonceUse } from './nonce-book.contract.js';

Logger.overrideLogger(false);

describeWithServices('RedisNonceBook', ['redis'], ({ redis: url }) => {
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

  function open(own: ManualClock): readonly [RedisNonceBook, RedisNonceBook] {
    const namespace = `${run}-${randomUUID()}`;
    const [one, two] = links;
    return [new RedisNonceBook(one, own, namespace), new RedisNonceBook(two, own, namespace)];
  }

  nonceBookContract('RedisNonceBook', () => {
    const own = new ManualClock();
    /** As if the time had passed: all keys run out so much earlier. */
    const pass = async (ms: number): Promise<void> => {
      own.advance(ms);
      for (const key of await redis.keys(redisKey(`${run}*`, '*'))) {
        await redis.pexpire(key, (await redis.pttl(key)) - ms);
      }
    };
    return Promise.resolve({ books: open(own), pass });
  });

  it('should go by its own memory while Redis is away', async () => {
    const away = new RedisLink('redis://127.0.0.1:1', clock);
    const alone = new RedisNonceBook(away, new ManualClock(), run);
    const take = async () => (await alone.take(nonceUse())).state;
    expect([await take(), await take()]).toEqual(['new', 'open']);
    await alone.settle(nonceUse());
    expect(await take()).toBe('used');
    away.close();
  });

  it('should hold the first revision against repeats when Redis has forgotten the nonce', async () => {
    const [one, two] = open(new ManualClock());
    await one.take(nonceUse());
    await redis.del(await redis.keys(redisKey(`${run}*`, '*')));
    expect(await one.take(nonceUse({ revision: 8 }))).toEqual({ state: 'open', revision: 7 });
    expect(await two.take(nonceUse({ revision: 9 }))).toEqual({ state: 'open', revision: 7 });
  });
});
