import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RedisProcess, until } from '../../test/support/redis-process.js';
import { describeWithServices } from '../../test/support/services.js';
import { tempDir } from '../../test/support/temp-dir.js';
import { SystemClock } from '../common/system-clock.js';
import { redisFaultOf } from './redis-fault.js';
import { RedisLink } from './redis-link.js';
import { RedisUnavailable } from './redis-unavailable.js';

Logger.overrideLogger(false);

const REFUSED = 'refuses the database of REDIS_URL';

describeWithServices('The database of REDIS_URL', ['redis-server'], () => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let redis: RedisProcess;
  let link: RedisLink | undefined;

  beforeEach(async () => {
    dir = await tempDir();
    redis = await RedisProcess.start(dir.path);
  });

  afterEach(async () => {
    link?.close();
    await redis.kill();
    await dir.remove();
  });

  function connectTo(url: string): RedisLink {
    link = new RedisLink(url, new SystemClock());
    link.connect();
    return link;
  }

  const up = (of: RedisLink) => until('Redis is reached', () => of.reachable);

  const keysIn = (of: RedisProcess, db: number) =>
    of.run(async (client) => {
      await client.select(db);
      return client.keys('*');
    });

  /** The keys of database 0, for a user who may not select one. */
  const keysOf = (of: RedisProcess) => of.run((client) => client.keys('*'));

  const selections = async () => {
    const stats = await redis.run((client) => client.info('commandstats'));
    return Number(/cmdstat_select:.*failed_calls=(\d+)/.exec(stats)?.[1]);
  };

  it('should never be another one, when there is none of that number', async () => {
    const of = connectTo(`${redis.url}/99`);
    await until('it was tried several times', async () => (await selections()) > 5);
    expect(of.reachable).toBe(false);
    await expect(of.run((client) => client.set('a', 1))).rejects.toThrow(RedisUnavailable);
    expect(of.outage).toBe(REFUSED);
    expect(await keysIn(redis, 0)).toEqual([]);
  });

  it('should be selected again on each new connection, when that is permitted', async () => {
    const of = connectTo(`${redis.url}/3`);
    await up(of);
    await of.run((client) => client.set('mine', 1));
    const permit = (what: string) =>
      redis.run((client) => client.call('ACL', 'SETUSER', 'default', what));
    await permit('-select');
    await redis.run((client) => client.call('CLIENT', 'KILL', 'TYPE', 'normal'));
    await until('it is refused', () => of.outage === REFUSED);
    expect(await keysOf(redis)).toEqual([]);
    await permit('+select');
    await up(of);
    expect(of.outage).toBeNull();
    await of.run((client) => client.set('mine too', 1));
    expect(await keysIn(redis, 0)).toEqual([]);
    expect(await keysIn(redis, 3)).toEqual(expect.arrayContaining(['mine', 'mine too']));
  });

  it('should be selected again after a failover', async () => {
    const second = await RedisProcess.start(join(dir.path, 'second'), [
      '--replicaof',
      `127.0.0.1 ${redis.port}`,
    ]);
    await second.run((client) => client.call('ACL', 'SETUSER', 'default', '-select'));
    const sentinel = await RedisProcess.startSentinel(join(dir.path, 'sentinel'), 'main', redis);
    try {
      await until('Sentinel knows both', async () => {
        const known = await sentinel.run((client) => client.call('SENTINEL', 'replicas', 'main'));
        return Array.isArray(known) && known.length === 1;
      });
      const of = connectTo(`redis+sentinel://127.0.0.1:${sentinel.port}/main/5`);
      await up(of);
      await redis.kill();
      await until('it is refused', () => of.outage === REFUSED, 20);
      expect(await keysOf(second)).toEqual([]);
      await second.run((client) => client.call('ACL', 'SETUSER', 'default', '+select'));
      await up(of);
      expect(await keysIn(second, 0)).toEqual([]);
    } finally {
      link?.close();
      await sentinel.kill();
      await second.kill();
    }
  });
});

describe(redisFaultOf.name, () => {
  it.each([
    ['WRONGPASS invalid username-password pair or user is disabled.', 'refuses the password'],
    ['NOAUTH Authentication required.', 'refuses the password'],
    ['ERR DB index is out of range', REFUSED],
    ['ERR invalid DB index', REFUSED],
    ['ERR SELECT is not allowed in cluster mode', REFUSED],
    ["NOPERM User default has no permissions to run the 'select' command", REFUSED],
    ["NOPERM User default has no permissions to run the 'set' command", 'refuses the user'],
    ['connect ECONNREFUSED 127.0.0.1:6379', 'does not answer'],
    ['LOADING Redis is loading the dataset in memory', 'does not answer'],
  ])('should take %j for one that %s', (text, fault) => {
    expect(redisFaultOf(text)).toContain(fault);
  });
});
