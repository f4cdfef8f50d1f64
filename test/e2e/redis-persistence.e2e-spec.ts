import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaseTable } from '../../src/leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { LeaseComparison } from '../../src/liveness/keeping/lease-comparison.service.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { RedisProcess, until } from '../support/redis-process.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { tempDir } from '../support/temp-dir.js';
import type { TestApp } from '../support/test-app.js';

const INTERVAL = 30;
const TERM = 3 * INTERVAL;
const STALE_FOR = 6 * INTERVAL;

interface Persistence {
  readonly options: readonly string[];
  /** Makes Redis keep what it holds at this moment. */
  readonly keep: (redis: RedisProcess) => Promise<unknown>;
}

/** Whatever a Redis has kept of the leases, they come from the records after its crash. */
const PERSISTENCE: Readonly<Record<string, Persistence>> = {
  'an RDB snapshot': { options: [], keep: (redis) => redis.run((client) => client.save()) },
  'an append-only file': {
    options: ['--appendonly', 'yes', '--appendfsync', 'always'],
    keep: () => Promise.resolve(),
  },
  'no persistence': { options: [], keep: () => Promise.resolve() },
};

describeWithServices('A crash of Redis', ['mongodb', 'redis-server'], ({ mongodb }) => {
  describe.each(Object.entries(PERSISTENCE))('with %s', (_name, { options, keep }) => {
    let dir: Awaited<ReturnType<typeof tempDir>>;
    let redis: RedisProcess;
    let scene: ReplicaScene;
    let replica: TestApp;

    beforeEach(async () => {
      dir = await tempDir();
      redis = await RedisProcess.start(dir.path, options);
      scene = new ReplicaScene({ mongodb, redis: redis.url });
      replica = await scene.start();
    });

    afterEach(async () => {
      await scene.end();
      await redis.kill();
      await dir.remove();
    });

    const leases = (): LeaseTable => replica.app.get(LeaseTable);

    async function crash(): Promise<void> {
      const before = leases().identity;
      await redis.kill();
      await until('the loss is seen', () => !leases().reachable);
      await redis.startAgain();
      await until('the leases are reached', () => leases().complete);
      expect(leases().identity).not.toBe(before);
      await replica.app.get(LeaseComparison).compare();
    }

    const livenessOf = async (id: string): Promise<string | undefined> =>
      (await replica.app.get(ManifestStore).find(DEFAULT_SCOPE, id))?.liveness;

    async function miss(seconds: number, beating: readonly string[]): Promise<void> {
      await scene.pass(seconds);
      await scene.beat(replica, beating);
      await scene.sweep(replica);
    }

    it('should leave the dead offline, keep the living live, and go on marking', async () => {
      await scene.register(replica, ['dead', 'dies-later', 'alive']);
      await keep(redis);
      await miss(TERM, ['dies-later', 'alive']);
      await miss(STALE_FOR, ['dies-later', 'alive']);
      expect(await livenessOf('dead')).toBe('offline');
      await crash();
      expect(await livenessOf('dead')).toBe('offline');
      expect(await livenessOf('alive')).toBe('live');
      expect((await leases().find({ ...DEFAULT_SCOPE, id: 'dead' }))?.phase).toBe('offline');
      await miss(TERM, ['alive']);
      expect(await livenessOf('dies-later')).toBe('stale');
      expect(await livenessOf('alive')).toBe('live');
      await scene.beat(replica, ['dead']);
      expect(await livenessOf('dead')).toBe('live');
    });
  });
});
