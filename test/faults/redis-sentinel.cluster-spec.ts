import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LeaseReplica } from '../support/lease-replica.js';
import { ALL, keyOf } from '../support/leases.js';
import { RedisProcess, until } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';
import { tempDir } from '../support/temp-dir.js';

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable behind Redis Sentinel', ['redis-server'], () => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let processes: RedisProcess[] = [];
  let replica: LeaseReplica;
  let master: RedisProcess;
  let second: RedisProcess;
  let sentinel: RedisProcess;

  beforeEach(async () => {
    dir = await tempDir();
    master = await RedisProcess.start(join(dir.path, 'master'));
    second = await RedisProcess.start(join(dir.path, 'second'), [
      '--replicaof',
      `127.0.0.1 ${master.port}`,
    ]);
    processes = [master, second];
    await until('the second follows the first', () =>
      second.run(async (client) =>
        (await client.info('replication')).includes('master_link_status:up'),
      ),
    );
    sentinel = await RedisProcess.startSentinel(join(dir.path, 'sentinel'), 'main', master);
    processes.push(sentinel);
    await until('Sentinel knows both', async () => {
      const known = await ask('replicas', 'main');
      return Array.isArray(known) && known.length === 1;
    });
    replica = new LeaseReplica(`redis+sentinel://127.0.0.1:${sentinel.port}/main`);
    await replica.start();
  });

  afterEach(async () => {
    replica.link.close();
    for (const process of processes) await process.kill();
    await dir.remove();
  });

  const ask = (...words: string[]) => sentinel.run((client) => client.call('SENTINEL', ...words));

  const ends = {
    'was killed': () => master.kill(),
    'stands still': () => {
      master.pause();
    },
    'steps down': () =>
      until('Sentinel finds the second fit', () =>
        ask('failover', 'main').then(
          () => true,
          () => false,
        ),
      ),
  };

  it.each(Object.entries(ends))(
    'should go on with the new master when the old one %s',
    async (_how, end) => {
      const { leases } = replica;
      await leases.grant(keyOf('a'), 5);
      await master.run((client) => client.wait(1, 1_000));
      await end();
      await until('the loss is seen', async () => {
        await replica.beat('a');
        return !leases.reachable;
      });
      expect((await replica.beat('a'))?.remainingMs).toBe(15_000);
      await replica.returned();
      // The way to the new master may break once more.
      expect(replica.heard.flat()).toEqual(['a']);
      // The new master may have lagged, so it counts as a lost table, and the leases come from the records.
      expect(replica.losses).toBe(1);
      expect(await leases.find(keyOf('a'))).toBeUndefined();
      await leases.restore(keyOf('a'), 5, 'live', 15_000);
      expect(await leases.claimExpired(ALL)).toEqual([]);
      expect(await replica.beat('a')).toBeDefined();
      expect(replica.losses).toBe(1);
      expect((await second.run((client) => client.role()))[0]).toBe('master');
    },
  );

  it('should not believe the leases of a new master that lagged', async () => {
    const { leases } = replica;
    await leases.grant(keyOf('a'), 5);
    await master.run((client) => client.wait(1, 1_000));
    second.pause();
    await leases.release(keyOf('a'));
    await leases.grant(keyOf('b'), 5);
    await master.kill();
    second.resume();
    await until('the loss is seen', async () => {
      await replica.beat('b');
      return !leases.reachable;
    });
    await replica.returned();
    expect(replica.losses).toBe(1);
    expect(await leases.find(keyOf('a'))).toBeUndefined();
    expect(await leases.find(keyOf('b'))).toBeUndefined();
    expect((await second.run((client) => client.role()))[0]).toBe('master');
  });
});
