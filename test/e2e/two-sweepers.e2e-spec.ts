import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { LeaseTable } from '../../src/leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { manifest } from '../support/example-manifest.js';
import { MongoStores } from '../support/mongo-stores.js';
import { Random } from '../support/random.js';
import { describeWithServices } from '../support/services.js';
import { slowDownMarks } from '../support/slow-marks.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ROUNDS = 20;
const SERVERS = 50;
/** So many beside them that those that go are no flood, which would be held back. */
const BYSTANDERS = 400;
const INTERVAL_SECONDS = 5;
const RECLAIM_SECONDS = 10;
const TICK_MS = 20;

describeWithServices('Two sweepers', ['mongodb', 'redis'], ({ mongodb, redis: redisUrl }) => {
  let stores: MongoStores;
  let clock: ManualClock;
  let ticking: NodeJS.Timeout;
  let replicas: TestApp[];
  let redis: Redis;
  let leaseClock: string;

  beforeEach(async () => {
    stores = new MongoStores(mongodb);
    clock = new ManualClock(new Date().toISOString());
    ticking = setInterval(() => {
      clock.advance(TICK_MS);
    }, TICK_MS);
    const env = { MONGODB_URI: stores.uri(), REDIS_URL: redisUrl };
    replicas = [await startTestApp({ env, clock }), await startTestApp({ env, clock })];
    redis = new Redis(redisUrl);
    leaseClock = redisKey(new URL(stores.uri()).pathname.slice(1), 'clock');
  });

  afterEach(async () => {
    for (const replica of replicas) await replica.end();
    clearInterval(ticking);
    await stores.end();
    const keys = await redis.keys(leaseClock.replace('clock', '*'));
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  /** As if sweepers had worked all this time. */
  async function pass(seconds: number): Promise<void> {
    await redis.hincrby(leaseClock, 'base', seconds * 1_000);
    await replicas[0]?.app.get(LeaseTable).tick(true);
  }

  function servers(count: number, heartbeat_interval_seconds: number) {
    return Array.from({ length: count }, () =>
      manifest(randomUUID().slice(0, 18), { heartbeat_interval_seconds }),
    );
  }

  async function register(replica: TestApp, wanted: readonly object[]): Promise<void> {
    await replica.http.post('/servers/batch/register').send({ servers: wanted }).expect(200);
  }

  async function sweep(replica: TestApp | undefined): Promise<void> {
    await replica?.app.get(Sweeper).sweep();
  }

  /** What the database says, whatever the replicas have heard. */
  async function livenessOf(id: string): Promise<string | undefined> {
    return (await replicas[0]?.app.get(ManifestStore).find(DEFAULT_SCOPE, id))?.liveness;
  }

  /** Those of the ids that are not what they should be. */
  async function wrong(ids: Iterable<string>, liveness: string): Promise<string[]> {
    const checked = [...ids].map(async (id) => ((await livenessOf(id)) === liveness ? [] : [id]));
    return (await Promise.all(checked)).flat();
  }

  async function heartbeat(replica: TestApp | undefined, id: string): Promise<boolean> {
    const answer = await replica?.http.post('/servers/heartbeat').send({ id });
    return answer?.status === 200;
  }

  it(`should neither overwrite a heartbeat nor leave a dead server unmarked, ${ROUNDS * SERVERS} times`, async () => {
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error('two replicas');
    const random = new Random(Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31)));
    const seen = replicas.map((replica) =>
      slowDownMarks(replica, random, { longestMs: 60, killed: 0.15 }),
    );
    await register(first, servers(BYSTANDERS, 3_600));
    let heard = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const joined = servers(SERVERS, INTERVAL_SECONDS);
      const ids = joined.map(({ id }) => id);
      await register(first, joined);
      await pass(3 * INTERVAL_SECONDS);

      const alive = new Set<string>();
      const members = ids.map(async (id) => {
        if (random.chance(0.4)) return;
        await sleep(random.below(120));
        if (await heartbeat(random.chance(0.5) ? first : second, id)) alive.add(id);
      });
      const sweepers = replicas.map(async (replica) => {
        await sleep(random.below(40));
        await sweep(replica);
        await sleep(random.below(40));
        await sweep(replica);
      });
      // Claims that somebody sits on are handed out again meanwhile.
      const time = sleep(random.below(100)).then(() => pass(RECLAIM_SECONDS));
      await Promise.all([...members, ...sweepers, time]);
      heard += alive.size;

      const context = { seed: random.seed, round };
      expect({ ...context, overwritten: await wrong(alive, 'live') }).toEqual({
        ...context,
        overwritten: [],
      });
      let unmarked = await wrong(
        ids.filter((id) => !alive.has(id)),
        'stale',
      );
      for (let attempt = 0; attempt < 10 && unmarked.length > 0; attempt += 1) {
        const beats = [...alive].map((id) => ({ id }));
        await second.http.post('/servers/batch/heartbeat').send({ heartbeats: beats }).expect(200);
        await pass(RECLAIM_SECONDS);
        await sweep(second);
        unmarked = await wrong(unmarked, 'stale');
      }
      expect({ ...context, unmarked }).toEqual({ ...context, unmarked: [] });
      expect({ ...context, overwritten: await wrong(alive, 'live') }).toEqual({
        ...context,
        overwritten: [],
      });
      await Promise.all(ids.map((id) => second.http.delete(`/servers/${id}`).expect(200)));
    }
    process.stdout.write(
      `Two sweepers: seed ${random.seed}, ${heard} heartbeats heard, marks ${JSON.stringify(seen)}\n`,
    );
  }, 120_000);
});
