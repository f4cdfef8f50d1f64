import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { until } from '../../test/support/redis-process.js';
import { describeWithServices } from '../../test/support/services.js';
import { SystemClock } from '../common/system-clock.js';
import { redisKey } from './redis-key.js';
import { RedisLink } from './redis-link.js';
import { WorkLock } from './work-lock.js';

const TTL_MS = 10_000;

Logger.overrideLogger(false);

describe(WorkLock.name, () => {
  it('should do the work where there is no Redis', async () => {
    expect(await new WorkLock(null, 'test').run('work', TTL_MS, () => Promise.resolve())).toBe(
      'done',
    );
  });

  it('should do the work while Redis is away', async () => {
    const link = new RedisLink('redis://127.0.0.1:1', new SystemClock());
    const lock = new WorkLock(link, 'test');
    expect(await lock.run('work', TTL_MS, () => Promise.resolve())).toBe('done');
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

  it('should let one do the work, and the next when it is done or failed', async () => {
    const [one, two] = [new WorkLock(link, namespace), new WorkLock(link, namespace)];
    const done: string[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const first = one.run('work', TTL_MS, async () => {
      await promise;
      done.push('first');
    });
    await until('the lock is held', async () =>
      Boolean(await link.run((client) => client.exists(redisKey(namespace, 'lock:work')))),
    );
    const work = (name: string) => () => {
      done.push(name);
      return Promise.resolve();
    };
    expect(await two.run('work', TTL_MS, work('second'))).toBe('skipped');
    expect(await two.run('other', TTL_MS, work('other'))).toBe('done');
    resolve(undefined);
    expect(await first).toBe('done');
    const failing = two.run('work', TTL_MS, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await two.run('work', TTL_MS, work('third'))).toBe('done');
    expect(done).toEqual(['other', 'first', 'third']);
  });

  it("should leave another's lock alone after its own ran out", async () => {
    const key = redisKey(namespace, 'lock:late');
    const lock = new WorkLock(link, namespace);
    await lock.run('late', TTL_MS, async () => {
      await link.run((client) => client.set(key, "another's", 'PX', TTL_MS));
    });
    expect(await link.run((client) => client.get(key))).toBe("another's");
  });
});
