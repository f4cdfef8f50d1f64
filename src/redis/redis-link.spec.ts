import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RedisProcess, until } from '../../test/support/redis-process.js';
import { describeWithServices } from '../../test/support/services.js';
import { tempDir } from '../../test/support/temp-dir.js';
import { SystemClock } from '../common/system-clock.js';
import { RedisLink } from './redis-link.js';
import { RedisUnavailable } from './redis-unavailable.js';

const get = (link: RedisLink, key: string) => link.run((client) => client.get(key));

describeWithServices(RedisLink.name, ['redis-server'], () => {
  const clock = new SystemClock();
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let redis: RedisProcess;
  let link: RedisLink | undefined;
  let log: string[];

  beforeEach(async () => {
    log = [];
    for (const level of ['log', 'warn', 'error'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((message: unknown) => {
        log.push(`${level}: ${String(message)}`);
      });
    }
    dir = await tempDir();
    redis = await RedisProcess.start(dir.path);
  });

  afterEach(async () => {
    link?.close();
    await redis.kill();
    await dir.remove();
    jest.restoreAllMocks();
  });

  function connectTo(url: string): RedisLink {
    link = new RedisLink(url, clock);
    link.connect();
    return link;
  }

  async function connectionsTo(url: string): Promise<number> {
    const client = new Redis(url);
    const info = await client.info('stats');
    client.disconnect();
    return Number(/total_connections_received:(\d+)/.exec(info)?.[1]);
  }

  const up = (of: RedisLink) => until('Redis is reached', () => of.reachable);

  it('should tell each loss and each return once', async () => {
    const events: string[] = [];
    link = new RedisLink(redis.url, clock);
    link.onUp(() => events.push('up'));
    link.onDown(() => events.push('down'));
    await expect(get(link, 'a')).rejects.toThrow(RedisUnavailable);
    link.connect();
    link.connect();
    await up(link);
    await link.ping();
    await redis.kill();
    await until('the loss is seen', () => link?.reachable === false);
    await expect(link.ping()).rejects.toThrow(RedisUnavailable);
    await redis.startAgain();
    await up(link);
    expect(events).toEqual(['up', 'down', 'up']);
    expect(log).toEqual([
      `log: Redis at ${link.describe()} is reached`,
      `warn: Redis at ${link.describe()} can't be reached: the connection was closed`,
      `log: Redis at ${link.describe()} is reached`,
    ]);
    link.close();
    expect(events).toEqual(['up', 'down', 'up', 'down']);
  });

  it('should refuse at once what a Redis that stands still was asked, and recover', async () => {
    const of = connectTo(redis.url);
    await up(of);
    redis.pause();
    const start = performance.now();
    const asked = Array.from({ length: 100 }, (_, index) => get(of, `key ${index}`));
    expect((await Promise.allSettled(asked)).every(({ status }) => status === 'rejected')).toBe(
      true,
    );
    for (let again = 0; again < 1_000; again += 1) await get(of, 'a').catch(() => undefined);
    expect(performance.now() - start).toBeLessThan(1_000);
    redis.resume();
    await up(of);
    // The answers to what was given up come now; each command still gets its own.
    const values = await Promise.all(
      [1, 2, 3].map(async (value) => {
        await of.run((client) => client.set(`own ${value}`, value));
        return get(of, `own ${value}`);
      }),
    );
    expect(values).toEqual(['1', '2', '3']);
  });

  it('should not blame Redis when this process was busy', async () => {
    const of = connectTo(redis.url);
    await up(of);
    const asked = get(of, 'a');
    await new Promise((resolve) => setImmediate(resolve));
    const end = performance.now() + 1_000;
    while (performance.now() < end);
    expect(await asked).toBeNull();
    expect(log).toHaveLength(1);
  });

  it('should pass on what Redis answers to a wrong command, and stay connected', async () => {
    const of = connectTo(redis.url);
    await up(of);
    await of.run((client) => client.lpush('list', 1));
    await expect(get(of, 'list')).rejects.toThrow('WRONGTYPE');
    expect(of.reachable).toBe(true);
  });

  it('should take a replica that only reads for no Redis', async () => {
    const of = connectTo(redis.url);
    await up(of);
    await redis.run((client) => client.replicaof('127.0.0.1', 1));
    await expect(of.run((client) => client.set('a', 1))).rejects.toThrow(RedisUnavailable);
    expect(of.reachable).toBe(false);
    await redis.run((client) => client.replicaof('NO', 'ONE'));
    await up(of);
  });

  it('should say that the password is refused, and never show one', async () => {
    await redis.run((client) => client.config('SET', 'requirepass', 'the-right-one'));
    const refused = connectTo(redis.url.replace('//', '//:the-wrong-one@'));
    await until('it was tried several times', async () => {
      const admin = redis.url.replace('//', '//:the-right-one@');
      return (await connectionsTo(admin)) > 10;
    });
    refused.close();
    const without = connectTo(redis.url);
    await until('it is told', () => log.length > 1);
    without.close();
    const message = `error: Redis at 127.0.0.1:${redis.port} refuses the password of REDIS_URL: `;
    expect(log).toEqual([
      expect.stringContaining(`${message}WRONGPASS`),
      expect.stringContaining(`${message}NOAUTH`),
    ]);
    expect(without.outage).toBe('refuses the password of REDIS_URL');
    const right = connectTo(redis.url.replace('//', '//:the-right-one@'));
    await up(right);
    expect(log.join()).not.toMatch(/the-(right|wrong)-one/);
    await expect(right.run(() => Promise.reject(new Error('gone')))).rejects.toThrow(
      /^(?!.*the-right-one)/,
    );
  });

  describe('behind a network that swallows', () => {
    it('should give up a connection over which nothing comes', async () => {
      const through: Socket[] = [];
      const proxy = createServer((socket) => {
        const onward = connect(redis.port, '127.0.0.1');
        for (const end of [socket, onward]) end.on('error', () => undefined);
        socket.pipe(onward).pipe(socket);
        through.push(socket, onward);
      }).listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      const address = proxy.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const of = connectTo(`redis://127.0.0.1:${port ?? 0}`);
      await up(of);
      for (const socket of through) socket.unpipe().pause();
      await expect(of.ping()).rejects.toThrow(RedisUnavailable);
      await up(of);
      await of.ping();
      of.close();
      for (const socket of through) socket.destroy();
      proxy.close();
    });
  });
});
