import { join } from 'node:path';
import type { Random } from '../../support/random.js';
import { RedisProcess } from '../../support/redis-process.js';
import { tempDir } from '../../support/temp-dir.js';
import { SteppingClock } from '../support/clock-skew.js';
import { Cluster } from '../support/cluster.js';
import { Forwarder } from '../support/forwarder.js';
import type { Replica } from '../support/replica.js';
import type { Services } from '../support/services.js';
import type { Target } from '../support/target.js';

const REPLICAS = 3;

/** How Redis keeps its data: an append-only file, snapshots that are made when the plan says so, or not at all. */
const DURABILITY = {
  'an append-only file': ['--appendonly', 'yes'],
  snapshots: ['--dbfilename', 'dump.rdb'],
  nothing: ['--dbfilename', 'unused.rdb'],
} as const;
type Durability = keyof typeof DURABILITY;

/** The connections of one replica, which can be cut one by one. */
export interface Ways {
  readonly members: Forwarder;
  readonly mongodb: Forwarder;
  readonly redis: Forwarder;
  readonly clock: SteppingClock;
}

/** A replica as members reach it; what they meet in a fault says nothing. */
class Entrance implements Target {
  serving = true;
  generation = 0;

  constructor(readonly url: string) {}

  /** A fault begins or has healed. */
  turn(serving: boolean): void {
    this.serving = serving;
    this.generation += 1;
  }
}

/** Three replicas, each with connections and a clock of its own, and a Redis of their own. */
export class Stage {
  /** As members reach the replicas. */
  readonly entrances: readonly Entrance[];

  private constructor(
    readonly cluster: Cluster,
    readonly redis: RedisProcess,
    readonly durability: Durability,
    readonly services: Services,
    private readonly allWays: readonly Ways[],
    private readonly cleanUps: (() => Promise<void>)[],
  ) {
    this.entrances = cluster.replicas.map(({ url }, index) => {
      return new Entrance(new URL(this.ways(index).members.to(url)).origin);
    });
  }

  static async start(mongodbUri: string, services: Services, random: Random): Promise<Stage> {
    const kinds = Object.keys(DURABILITY) as Durability[];
    const durability = kinds[random.below(kinds.length)] ?? 'nothing';
    const data = await tempDir();
    const cleanUps = [() => data.remove()];
    try {
      const redis = await RedisProcess.start(join(data.path, 'redis'), DURABILITY[durability]);
      cleanUps.push(() => redis.kill());
      const ways: Ways[] = [];
      for (let index = 0; index < REPLICAS; index += 1) {
        const made = await makeWays(join(data.path, `clock-${index}`));
        ways.push(made);
        cleanUps.push(() => closeWays(made));
      }
      const cluster = await Cluster.start({
        mongodbUri,
        redisUrl: redis.url,
        replicas: (shared) =>
          ways.map((way) => ({
            ...way.clock.variables,
            MONGODB_URI: way.mongodb.to(shared.MONGODB_URI),
            REDIS_URL: way.redis.to(shared.REDIS_URL),
          })),
      });
      cleanUps.push(() => cluster.end());
      return new Stage(cluster, redis, durability, services, ways, cleanUps);
    } catch (error) {
      await runAll(cleanUps);
      throw error;
    }
  }

  replica(index: number): Replica {
    return found(this.cluster.replicas[index]);
  }

  ways(index: number): Ways {
    return found(this.allWays[index]);
  }

  entrance(index: number): Entrance {
    return found(this.entrances[index]);
  }

  setClock(index: number, ms: number): Promise<void> {
    return this.ways(index).clock.set(ms);
  }

  /** Where Redis keeps nothing, a restart on its data is one without data. */
  async copyRedis(): Promise<void> {
    if (this.durability !== 'nothing') await this.redis.copyData();
  }

  /** Ends everything, whatever has happened. */
  async end(): Promise<void> {
    await this.services.restore();
    this.redis.resume();
    for (const replica of this.cluster.replicas) replica.resume();
    await runAll(this.cleanUps.splice(0));
  }
}

async function makeWays(clockFile: string): Promise<Ways> {
  const [members, mongodb, redis] = await Promise.all([
    Forwarder.create(),
    Forwarder.create(),
    Forwarder.create(),
  ]);
  const clock = new SteppingClock(clockFile);
  await clock.set(0);
  await Promise.all([members, mongodb, redis].map((way) => way.open()));
  return { members, mongodb, redis, clock };
}

async function closeWays({ members, mongodb, redis }: Ways): Promise<void> {
  await Promise.all([members, mongodb, redis].map((way) => way.close()));
}

async function runAll(cleanUps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
}

function found<T>(item: T | undefined): T {
  if (item === undefined) throw new Error('There is no such replica');
  return item;
}
