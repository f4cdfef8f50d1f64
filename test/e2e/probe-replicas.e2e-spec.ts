import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ProbeSchedule } from '../../src/probe/schedule/probe-schedule.service.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { ManualClock } from '../support/manual-clock.js';
import { MongoStores } from '../support/mongo-stores.js';
import { ProbedDirectory } from '../support/probed-directory.js';
import { until } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';
import { always, TargetServer } from '../support/target-server.js';

const SERVERS = 20;
const TICK_MS = 20;

describeWithServices('Probes of two replicas', ['mongodb', 'redis'], ({ mongodb, redis: url }) => {
  let stores: MongoStores;
  let clock: ManualClock;
  let ticking: NodeJS.Timeout;
  let replicas: ProbedDirectory[];
  let target: TargetServer;

  beforeEach(async () => {
    stores = new MongoStores(mongodb);
    clock = new ManualClock(new Date().toISOString());
    // Stores and Redis are waited for by the clock.
    ticking = setInterval(() => {
      clock.advance(TICK_MS);
    }, TICK_MS);
    target = await TargetServer.start(always(200));
    const env = { MONGODB_URI: stores.uri(), REDIS_URL: url };
    replicas = [await ProbedDirectory.start(env, clock), await ProbedDirectory.start(env, clock)];
  });

  afterEach(async () => {
    for (const { directory } of replicas) await directory.end();
    clearInterval(ticking);
    await target.stop();
    await stores.end();
    const redis = new Redis(url);
    const keys = await redis.keys(redisKey(new URL(stores.uri()).pathname.slice(1), '*'));
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  it('should probe each server once, and all know what was found and when', async () => {
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error('two replicas');
    const ids = Array.from({ length: SERVERS }, (_, index) => `s${index}`);
    for (const id of ids) {
      await first.register(id, { mcp: target.url('/mcp'), health: target.url(`/${id}`) });
    }
    await until('the other replica knows them', async () => {
      const answer = await second.directory.http.get('/servers/status');
      return (answer.body as { servers: { total: number } }).servers.total === SERVERS;
    });
    clock.advance(67_000);
    await Promise.all(replicas.map(({ directory }) => directory.app.get(ProbeSchedule).probeDue()));
    const asked = target.requests.map(({ path }) => path.slice(1));
    expect(asked.sort()).toEqual(ids.toSorted());
    for (const id of ids) {
      await until('what the other one found is shown', async () => {
        return (await first.entry(id)).status === 'healthy';
      });
      const shown = await first.entry(id);
      expect(shown).toMatchObject({ status: 'healthy', directory: { probe: { state: 'alive' } } });
      expect(shown.directory.probe?.checked_at).toEqual(expect.any(String));
      await until('the other replica shows it', async () => {
        const other = await second.entry(id);
        return other.directory.probe?.checked_at === shown.directory.probe?.checked_at;
      });
    }
  });
});
