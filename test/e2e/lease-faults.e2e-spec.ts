import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaseComparison } from '../../src/liveness/keeping/lease-comparison.service.js';
import { LeaseTable } from '../../src/leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { SignsOfLife, type Sign } from '../../src/storage/signs-of-life.js';
import { RedisProcess, until } from '../support/redis-process.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { tempDir } from '../support/temp-dir.js';
import type { TestApp } from '../support/test-app.js';

/** What these tests read in answers. */
interface Answer {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly sweeper?: { readonly obstacle: string | null };
}

const INTERVAL = 30;
const TERM = 3 * INTERVAL;
const STALE_FOR = 6 * INTERVAL;

/** Real replicas on a real database, and a Redis that a test kills and restores as it likes. */
describeWithServices('Leases after faults', ['mongodb', 'redis-server'], ({ mongodb }) => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let redis: RedisProcess;
  let scene: ReplicaScene;
  let first: TestApp;

  beforeEach(async () => {
    dir = await tempDir();
    redis = await RedisProcess.start(dir.path);
    scene = new ReplicaScene({ mongodb, redis: redis.url });
    first = await scene.start();
  });

  afterEach(async () => {
    await scene.end();
    await redis.kill();
    await dir.remove();
  });

  const save = (): Promise<unknown> => redis.run((client) => client.save());

  async function restart(): Promise<void> {
    await redis.kill();
    await until('the loss is seen', () => !leases(first).reachable);
    await redis.startAgain();
    await until('the leases are reached', () => leases(first).complete);
  }

  const leases = (replica: TestApp): LeaseTable => replica.app.get(LeaseTable);
  const compare = (replica: TestApp): Promise<void> => replica.app.get(LeaseComparison).compare();
  const store = (replica: TestApp): ManifestStore => replica.app.get(ManifestStore);

  const livenessOf = async (id: string): Promise<string | undefined> =>
    (await store(first).find(DEFAULT_SCOPE, id))?.liveness;

  const whysOf = async (id: string): Promise<string[]> =>
    (await store(first).history(DEFAULT_SCOPE, id, 1, 50)).entries.map(({ why }) => why);

  async function miss(seconds: number, beating: readonly string[] = []): Promise<void> {
    await scene.pass(seconds);
    if (beating.length > 0) await scene.beat(first, beating);
    await scene.sweep(first);
  }

  /** Makes the next mark wait, when it has claimed its leases and before it is stored, until `hung` resolves. */
  function hangMark(): Record<'hung' | 'claimed', PromiseWithResolvers<undefined>> {
    const hung = Promise.withResolvers<undefined>();
    const claimed = Promise.withResolvers<undefined>();
    const commit = store(first).commit.bind(store(first));
    store(first).commit = async (change) => {
      if (change.fence !== undefined) {
        claimed.resolve(undefined);
        await hung.promise;
      }
      return commit(change);
    };
    return { hung, claimed };
  }

  describe('when Redis comes back with a snapshot', () => {
    it('should leave a server offline that was live in it', async () => {
      await scene.register(first, ['ghost', 'alive']);
      await save();
      await miss(TERM, ['alive']);
      await miss(STALE_FOR, ['alive']);
      expect(await livenessOf('ghost')).toBe('offline');
      await restart();
      await compare(first);
      expect(await livenessOf('ghost')).toBe('offline');
      expect(await whysOf('ghost')).not.toContain('heartbeat_resumed');
      expect((await leases(first).find({ ...DEFAULT_SCOPE, id: 'ghost' }))?.phase).toBe('offline');
    });

    it('should mark a server within a term that was offline in it and died later', async () => {
      await scene.register(first, ['buried']);
      await miss(TERM);
      await miss(STALE_FOR);
      await save();
      await scene.beat(first, ['buried']);
      expect(await livenessOf('buried')).toBe('live');
      await restart();
      await compare(first);
      await miss(TERM);
      expect(await livenessOf('buried')).toBe('stale');
    });
  });

  it('should not take a lease that was restored for a heartbeat, when marks outlive Redis', async () => {
    await scene.register(first, ['dead', 'alive']);
    const { hung, claimed } = hangMark();
    await scene.pass(TERM);
    await scene.beat(first, ['alive']);
    const sweep = scene.sweep(first);
    await claimed.promise;
    await redis.run((client) => client.flushall());
    const second = await scene.start();
    await compare(second);
    expect((await leases(second).find({ ...DEFAULT_SCOPE, id: 'dead' }))?.phase).toBe('live');
    hung.resolve(undefined);
    await sweep;
    await compare(second);
    expect(await livenessOf('dead')).toBe('stale');
    expect(await whysOf('dead')).not.toContain('heartbeat_resumed');
    expect((await leases(second).find({ ...DEFAULT_SCOPE, id: 'dead' }))?.phase).toBe('stale');
  });

  it('should bring back at once a server whose heartbeat came after its claim was lost', async () => {
    await scene.register(first, ['beating']);
    const { hung, claimed } = hangMark();
    await scene.pass(TERM);
    const sweep = scene.sweep(first);
    await claimed.promise;
    await redis.run((client) => client.flushall());
    await scene.beat(first, ['beating']);
    hung.resolve(undefined);
    await sweep;
    expect(await livenessOf('beating')).toBe('live');
  });

  describe('when a replica is cut off from the database', () => {
    async function cutOff(): Promise<TestApp> {
      const second = await scene.start();
      const cut = store(second);
      const health = cut.health.bind(cut);
      cut.health = () => ({ ...health(), feed_lag_ms: 60_000 });
      cut.find = () => Promise.reject(new Error('cut off'));
      cut.findAll = () => Promise.reject(new Error('cut off'));
      return second;
    }

    it('should not give leases to servers that have left meanwhile', async () => {
      await scene.register(first, ['leaver', 'stayer']);
      const second = await cutOff();
      await first.http.delete('/servers/leaver').expect(200);
      await compare(second);
      expect(await leases(first).find({ ...DEFAULT_SCOPE, id: 'leaver' })).toBeUndefined();
      expect(second.app.get(LeaseComparison).isInformed).toBe(false);
    });
  });

  describe('when another replica does not hear the same heartbeats', () => {
    const OTHER: Sign = {
      replica: 'other',
      count: 1,
      admitted: true,
      sharesLeases: true,
      reachesLeases: true,
      keepsHeartbeats: false,
      leaseTable: null,
    };

    /** Renews its sign, and lets a second of lease time pass in which it is seen. */
    async function second(sign: Sign, count: number): Promise<void> {
      await first.app.get(SignsOfLife).leave({ ...sign, count });
      await scene.stand(1);
      await scene.sweep(first);
    }

    const json = async (path: string): Promise<Answer> =>
      (await first.http.get(path)).body as Answer;

    const sweeperHealth = async (): Promise<unknown> =>
      (await json('/health')).details?.['sweeper'];

    it('should say who has not reached Redis, and mark the dead all the same after a while', async () => {
      await scene.register(first, ['dead']);
      await scene.pass(TERM - 30);
      const cutOff = { ...OTHER, reachesLeases: false, keepsHeartbeats: true };
      let seconds = 0;
      await second(cutOff, (seconds += 1));
      expect(first.app.get(Sweeper).obstacle).toMatch(
        /^replica other has not reached Redis since /,
      );
      expect(await sweeperHealth()).toMatchObject({ status: 'degraded' });
      expect((await json('/servers/status')).sweeper?.obstacle).toContain('replica other');
      while ((await livenessOf('dead')) === 'live' && seconds < 200)
        await second(cutOff, (seconds += 1));
      // The minute, and three times the 30 s that were left.
      expect(seconds).toBeGreaterThan(100);
      expect(seconds).toBeLessThan(160);
    });

    it('should mark nobody while another replica uses another Redis, and say so', async () => {
      await scene.register(first, ['dead']);
      const apart = { ...OTHER, leaseTable: 'another/run' };
      await second(apart, 1);
      scene.clock.advance(5_000);
      await scene.pass(TERM);
      for (let count = 2; count < 6; count += 1) await second(apart, count);
      expect(first.app.get(Sweeper).obstacle).toContain('uses the leases in another Redis');
      expect(await livenessOf('dead')).toBe('live');
      await second({ ...OTHER, leaseTable: leases(first).identity }, 6);
      expect(await livenessOf('dead')).toBe('stale');
      expect(first.app.get(Sweeper).obstacle).toBeNull();
    });
  });

  it('should ask the store when a lease tells of a revision that this replica does not know', async () => {
    await scene.register(first, ['a']);
    const second = await scene.start();
    const behind = store(second);
    const { revision } = (await behind.find(DEFAULT_SCOPE, 'a')) ?? { revision: 0 };
    await first.http.post('/servers/heartbeat').send({ id: 'a', status: 'draining' }).expect(200);
    const { revision: newest } = (await leases(second).find({ ...DEFAULT_SCOPE, id: 'a' })) ?? {};
    expect(newest).toBe(revision + 1);
    const answer = await second.http
      .post('/servers/heartbeat')
      .send({ id: 'a', status: 'healthy' })
      .expect(200);
    expect(answer.body).toMatchObject({ status: 'healthy', revision: revision + 2 });
  });

  it('should mark a server whose record has a fence from a clock that was ahead', async () => {
    await scene.register(first, ['dead']);
    await store(first).raiseFence(DEFAULT_SCOPE, 'dead', Date.now() + 3_600_000);
    await miss(TERM);
    expect(await livenessOf('dead')).toBe('live');
    await miss(10);
    expect(await livenessOf('dead')).toBe('stale');
  });
});
