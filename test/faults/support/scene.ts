import { expect } from '@jest/globals';
import { audit, type Findings } from './audit.js';
import { Cluster } from './cluster.js';
import { Load } from './load.js';
import { type RedisOptions, RedisProcess } from './redis-process.js';
import { factsOf, report } from './report.js';
import { steadyTarget } from './target.js';

/** Nearly all probes; a few are held up while servers start on the same few cores. */
const USUAL_PROBE_MS = 250;
/** Kubernetes waits this long, unless told otherwise. */
const SLOWEST_PROBE_MS = 1_000;

interface SceneOptions {
  readonly mongodb: string;
  /** Further variables of each replica, given the URL of Redis. */
  readonly replicas?: (redisUrl: string) => readonly Readonly<Record<string, string>>[];
  readonly redis?: RedisOptions;
  /** Starts the front of these replicas, when members and readers are to go through one. */
  readonly front?: (urls: readonly string[]) => Promise<{ url: string; stop(): Promise<void> }>;
}

/** Replicas under load, with a Redis of their own: what a fault is brought into. */
export class Scene {
  private readonly cleanUps: (() => Promise<void>)[] = [];
  private running: Load | undefined;

  private constructor(
    readonly redis: RedisProcess,
    readonly cluster: Cluster,
  ) {
    this.cleanUps.push(
      () => redis.end(),
      () => cluster.end(),
    );
  }

  static async start({ mongodb, replicas, front, ...given }: SceneOptions): Promise<Scene> {
    const redis = await RedisProcess.start(given.redis);
    const cluster = await Cluster.start({
      mongodbUri: mongodb,
      redisUrl: redis.url,
      ...(replicas !== undefined && { replicas: replicas(redis.url) }),
    }).catch(async (error: unknown) => {
      await redis.end();
      throw error;
    });
    const scene = new Scene(redis, cluster);
    try {
      await scene.startLoad(front);
    } catch (error) {
      await scene.end();
      throw error;
    }
    return scene;
  }

  get load(): Load {
    if (this.running === undefined) throw new Error('The load has not started');
    return this.running;
  }

  /** Ends the load, looks at everything on every replica, prints what was seen and asserts that it held. */
  async conclude(
    title: string,
    facts: Readonly<Record<string, string | number>> = {},
  ): Promise<Findings> {
    const { load, cluster } = this;
    await load.stopWriting();
    const findings = await audit(load.client, cluster.urls, load.journals);
    await load.stop();
    report(title, { ...facts, ...factsOf(load, findings) });
    expect({ answers: load.tally.violations, audit: findings.faults }).toEqual({
      answers: [],
      audit: [],
    });
    expect(load.tally.quantileMs('probes', 0.99)).toBeLessThan(USUAL_PROBE_MS);
    expect(load.tally.quantileMs('probes', 1)).toBeLessThan(SLOWEST_PROBE_MS);
    return findings;
  }

  /** Ends everything, whatever has happened. */
  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const cleanUp of this.cleanUps.splice(0).reverse())
      await cleanUp().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'The scene was not cleaned up');
  }

  private async startLoad(front: SceneOptions['front']): Promise<void> {
    const { replicas, urls } = this.cluster;
    if (front === undefined) {
      this.running = await Load.start({ replicas });
    } else {
      const started = await front(urls);
      this.cleanUps.push(() => started.stop());
      this.running = await Load.start({ replicas, front: steadyTarget(started.url) });
    }
    const { running } = this;
    this.cleanUps.push(() => running.stop());
  }
}
