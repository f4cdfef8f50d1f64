import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { until } from '../../test/support/redis-process.js';
import { describeWithServices } from '../../test/support/services.js';
import { SystemClock } from '../common/system-clock.js';
import { redisKey } from './redis-key.js';
import { RedisLink } from './redis-link.js';
import { WorkLock } from './work-lock.js';

const PERIOD_MS = 10_000;

Logger.overrideLogger(false);

/** Notes that it was done. */
function workOf(done: string[], name: string): () => Promise<void> {
  return () => {
    done.push(name);
    return Promise.resolve();
  };
}

describe(WorkLock.name, () => {
  it('should do the work where there is no Redis, and while Redis is away', async () => {
    const done: string[] = [];
    const away = new RedisLink('redis://127.0.0.1:1', new SystemClock());
    await new WorkLock(null, 'test').once('work', PERIOD_MS, workOf(done, 'none'));
    await new WorkLock(away, 'test').once('work', PERIOD_MS, workOf(done, 'away'));
    expect(done).toEqual(['none', 'away']);
  });
});

describeWithServices('WorkLock in Redis', ['redis'], (urls) => {
  const namespace = `test-${randomUUID()}`;
  let link: RedisLink;

  beforeAll(async () => {
    link = new RedisLink(urls.redis, new SystemClock());
    link.connect();
    await until('Redis is reached', () => link.reachable);
  });

  afterAll(() => {
    link.close();
  });

  it('should let one replica do the work in a period, and another one when it has failed', async () => {
    const [one, two] = [new WorkLock(link, namespace), new WorkLock(link, namespace)];
    const done: string[] = [];
    await one.once('work', PERIOD_MS, workOf(done, 'first'));
    await two.once('work', PERIOD_MS, workOf(done, 'too early'));
    await two.once('other', PERIOD_MS, workOf(done, 'other'));
    const failing = one.once('failing', PERIOD_MS, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await two.once('failing', PERIOD_MS, workOf(done, 'after the failure'));
    expect(done).toEqual(['first', 'other', 'after the failure']);
    expect(
      await link.run((client) => client.pttl(redisKey(namespace, 'lock:work'))),
    ).toBeGreaterThan(0);
  });

  it("should leave another's lock alone after its own ran out", async () => {
    const key = redisKey(namespace, 'lock:late');
    const late = new WorkLock(link, namespace).once('late', PERIOD_MS, async () => {
      await link.run((client) => client.set(key, "another's", 'PX', PERIOD_MS));
      throw new Error('no');
    });
    await expect(late).rejects.toThrow('no');
    expect(await link.run((client) => client.get(key))).toBe("another's");
  });
});
