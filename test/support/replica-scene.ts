import { Redis } from 'ioredis';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { RegistrationService } from '../../src/registry/registration.service.js';
import { SelfPreservation } from '../../src/liveness/preservation/self-preservation.service.js';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { manifest } from './example-manifest.js';
import { ManualClock } from './manual-clock.js';
import { MongoStores } from './mongo-stores.js';
import { startTestApp, type TestApp } from './test-app.js';

const TICK_MS = 20;

/** Replicas on one MongoDB database and one Redis, whose lease time a test lets pass. */
export class ReplicaScene {
  readonly clock: ManualClock;
  private readonly ticking = setInterval(() => {
    this.clock.advance(TICK_MS);
  }, TICK_MS);
  readonly stores: MongoStores;
  private readonly redis: Redis;
  private readonly replicas: TestApp[] = [];

  constructor(
    private readonly urls: { readonly mongodb: string; readonly redis: string },
    start = new Date().toISOString(),
  ) {
    this.clock = new ManualClock(start);
    this.stores = new MongoStores(urls.mongodb);
    this.redis = new Redis(urls.redis);
  }

  /** Starts one more replica, which listens on a free port. */
  async start(): Promise<TestApp> {
    const env = { MONGODB_URI: this.stores.uri(), REDIS_URL: this.urls.redis };
    const replica = await startTestApp({ env, clock: this.clock, listen: true });
    this.replicas.push(replica);
    return replica;
  }

  /** As if sweepers had worked all this time. */
  async pass(seconds: number): Promise<void> {
    await this.redis.hincrby(this.key('clock'), 'base', seconds * 1_000);
  }

  /** As if the last tick had been so long ago. */
  async stand(seconds: number): Promise<void> {
    await this.redis.hincrby(this.key('clock'), 'last', -seconds * 1_000);
  }

  /** Registers servers as a client at another address does. */
  async registerFrom(client: string, replica: TestApp, ids: readonly string[]): Promise<void> {
    const registration = replica.app.get(RegistrationService);
    const caller = { actor: `member@${client}`, client };
    for (const id of ids) {
      const draft = manifest(id, { heartbeat_interval_seconds: 30 });
      await registration.register(DEFAULT_SCOPE, draft as unknown as ManifestDraft, caller);
    }
  }

  async register(replica: TestApp, ids: readonly string[]): Promise<void> {
    const servers = ids.map((id) => manifest(id, { heartbeat_interval_seconds: 30 }));
    await replica.http.post('/servers/batch/register').send({ servers }).expect(200);
  }

  async beat(replica: TestApp, ids: readonly string[]): Promise<void> {
    const heartbeats = ids.map((id) => ({ id }));
    await replica.http.post('/servers/batch/heartbeat').send({ heartbeats }).expect(200);
  }

  async sweep(replica: TestApp): Promise<void> {
    await replica.app.get(Sweeper).sweep();
  }

  preservation(replica: TestApp) {
    return replica.app.get(SelfPreservation).view();
  }

  /** How many of the ids the database has as marked. */
  async marked(replica: TestApp, ids: readonly string[]): Promise<number> {
    const store = replica.app.get(ManifestStore);
    const records = await Promise.all(ids.map((id) => store.find(DEFAULT_SCOPE, id)));
    return records.filter((record) => record?.liveness !== 'live').length;
  }

  async end(): Promise<void> {
    for (const replica of this.replicas) await replica.end();
    clearInterval(this.ticking);
    await this.stores.end();
    const keys = await this.redis.keys(this.key('*'));
    if (keys.length > 0) await this.redis.del(keys);
    this.redis.disconnect();
  }

  private key(name: string): string {
    return redisKey(new URL(this.stores.uri()).pathname.slice(1), name);
  }
}
