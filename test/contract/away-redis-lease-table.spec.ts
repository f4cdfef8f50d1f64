import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RedisUnavailable } from '../../src/redis/redis-unavailable.js';
import { LeaseReplica } from '../support/lease-replica.js';
import { ALL, keyOf } from '../support/leases.js';
import { RedisProcess, until } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';
import { tempDir } from '../support/temp-dir.js';

/** A Redis that does not answer holds up all together for 500 ms; the rest is for a busy machine. */
const LONGEST_WAIT_MS = 1_000;

const FULL_TERM_MS = 15_000;

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable whose Redis goes away', ['redis-server'], () => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let redis: RedisProcess;
  let replica: LeaseReplica;

  beforeEach(async () => {
    dir = await tempDir();
    redis = await RedisProcess.start(dir.path, ['--appendonly', 'yes', '--appendfsync', 'always']);
    replica = new LeaseReplica(redis.url);
  });

  afterEach(async () => {
    replica.link.close();
    await redis.kill();
    await dir.remove();
  });

  const expire = (): Promise<void> =>
    redis.run(async (client) => {
      await client.hincrby('{omega-directory:test}:clock', 'base', FULL_TERM_MS);
    });

  it('should keep heartbeats while it does not answer, and hold nobody up for long', async () => {
    const { leases } = await replica.start();
    for (const id of ['a', 'b', 'silent']) await leases.grant(keyOf(id), 5);
    const counts = await leases.counts();
    redis.pause();
    const start = performance.now();
    const first = await Promise.all(Array.from({ length: 256 }, () => replica.beat('a')));
    for (let beat = 0; beat < 1_000; beat += 1) await replica.beat('b');
    expect(await leases.find(keyOf('b'))).toMatchObject({ phase: 'live', claimed: false });
    expect(await leases.findAll([keyOf('silent')])).toEqual([undefined]);
    expect(await leases.counts()).toEqual(counts);
    await expect(leases.tick(true)).rejects.toThrow(RedisUnavailable);
    await expect(leases.claimExpired(ALL)).rejects.toThrow(RedisUnavailable);
    await expect(leases.spare()).rejects.toThrow(RedisUnavailable);
    await expect(leases.grace()).rejects.toThrow(RedisUnavailable);
    await expect(leases.forgetMarks()).rejects.toThrow(RedisUnavailable);
    await expect(leases.restore(keyOf('c'), 5, 'live', 0)).rejects.toThrow(RedisUnavailable);
    expect(performance.now() - start).toBeLessThan(LONGEST_WAIT_MS);
    for (const renewal of first) {
      expect(renewal).toMatchObject({ phase: 'live', remainingMs: FULL_TERM_MS, fence: null });
    }
    expect(leases.reachable).toBe(false);
    redis.resume();
    await replica.returned();
    expect(replica).toMatchObject({ heard: [['a', 'b']], losses: 0 });
    expect((await leases.counts()).live).toBe(3);
  });

  it('should believe the records and not what another run of Redis has loaded', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    await leases.grant(keyOf('released'), 5);
    await expire();
    await redis.kill();
    await replica.beat('a');
    await replica.beat('released');
    await leases.release(keyOf('released'));
    await redis.startAgain();
    await replica.returned();
    expect(replica).toMatchObject({ heard: [['a']], losses: 1 });
    expect((await leases.counts()).total).toBe(0);
    expect(await leases.tick(true)).toBeGreaterThanOrEqual(FULL_TERM_MS);
  });

  it('should not count the time in which nobody reached it', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    const before = await leases.tick(true);
    redis.pause();
    await replica.beat('a');
    await until('the loss is seen', () => !leases.reachable);
    await redis.run(() => new Promise((resolve) => setTimeout(resolve, 2_000)));
    redis.resume();
    await replica.returned();
    expect(replica).toMatchObject({ heard: [['a']], losses: 0 });
    // The first second of a pause counts, since that is the gap between two sweeps.
    expect((await leases.tick(true)) - before).toBeLessThan(1_500);
  });

  it('should know that what it kept is older than the time in which others went on', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    const before = await leases.tick(true);
    redis.pause();
    await replica.beat('a');
    await until('the loss is seen', () => !leases.reachable);
    redis.resume();
    await expire();
    await replica.returned();
    expect(await leases.tick(true)).toBeGreaterThanOrEqual(before + FULL_TERM_MS);
    expect(replica.heardAt).toHaveLength(1);
    for (const heardAt of replica.heardAt) {
      expect(heardAt).toBeGreaterThanOrEqual(before);
      expect(heardAt).toBeLessThan(before + FULL_TERM_MS);
    }
  });

  it('should be complete only when what it kept was added', async () => {
    const added = Promise.withResolvers<undefined>();
    const { leases } = await replica.start(() => added.promise);
    await redis.kill();
    await replica.beat('a');
    await redis.startAgain();
    await replica.returned();
    expect(leases).toMatchObject({ reachable: true, complete: false });
    added.resolve(undefined);
    await until('everything was added', () => leases.complete);
  });

  it('should start again when it comes back empty, and go on with lease time', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    await expire();
    const counted = await leases.tick(true);
    await redis.kill();
    expect((await replica.beat('a'))?.remainingMs).toBe(FULL_TERM_MS);
    await redis.startEmpty();
    await replica.returned();
    expect(replica).toMatchObject({ heard: [['a']], losses: 1 });
    expect(await replica.beat('a')).toBeUndefined();
    expect((await leases.counts()).total).toBe(0);
    expect(await leases.tick(true)).toBeGreaterThanOrEqual(counted);
  });

  it('should start without it, and open the table when it is there', async () => {
    await redis.kill();
    const { leases } = await replica.start();
    expect(leases.reachable).toBe(false);
    await replica.beat('a');
    await redis.startAgain();
    await replica.returned();
    expect(replica).toMatchObject({ heard: [['a']], losses: 1 });
    expect((await leases.grant(keyOf('a'), 5)).fence).toBeNull();
  });

  it('should find out that all was deleted', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    await redis.run((client) => client.flushall());
    await leases.tick(true);
    expect(replica).toMatchObject({ heard: [], losses: 1 });
    expect(await replica.beat('a')).toBeUndefined();
  });

  it('should take a Redis that is full for one that is away', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    await redis.run((client) => client.config('SET', 'maxmemory', '1'));
    await expect(leases.tick(true)).rejects.toThrow(RedisUnavailable);
    expect((await replica.beat('a'))?.remainingMs).toBe(FULL_TERM_MS);
    expect(leases.reachable).toBe(false);
    await redis.run((client) => client.config('SET', 'maxmemory', '0'));
    await replica.returned();
    expect(replica).toMatchObject({ heard: [['a']], losses: 0 });
  });

  it('should give nobody more time when only the connection was lost', async () => {
    const { leases } = await replica.start();
    await leases.grant(keyOf('a'), 5);
    await expire();
    await redis.run((client) => client.client('KILL', 'TYPE', 'NORMAL'));
    await until('the loss is seen', () => replica.heard.length === 1);
    expect(await leases.claimExpired(ALL)).toHaveLength(1);
  });
});
