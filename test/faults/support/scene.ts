import { expect } from '@jest/globals';
import { RedisProcess } from '../../support/redis-process.js';
import { tempDir } from '../../support/temp-dir.js';
import { audit, type Findings } from './audit.js';
import { Cluster } from './cluster.js';
import { Load } from './load.js';
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
  /** Password of Redis. */
  readonly password?: string;
  /** Where Redis keeps its data; empty. */
  readonly redisDir?: string;
  /** Starts the front of these replicas, when members and readers are to go through one. */
  readonly front?: (urls: readonly string[]) => Promise<{ url: string; stop(): Promise<void> }>;
}

/** Replicas under load, with a Redis of their own: what a fault is brought into. */
export class Scene {
  private running: Load | undefined;

  private constructor(
    readonly redis: RedisProcess,
    readonly cluster: Cluster,
    private readonly cleanUps: (() => Promise<void>)[],
  ) {}

  static async start(options: SceneOptions): Promise<Scene> {
    const data = await tempDir();
    const cleanUps = [() => data.remove()];
    try {
      const redis = await startRedis(options.redisDir ?? data.path, options.password);
      cleanUps.push(() => redis.kill());
      const redisUrl = urlOf(redis, options.password);
      const { mongodb: mongodbUri, replicas } = options;
      const cluster = await Cluster.start({
        mongodbUri,
        redisUrl,
        ...(replicas !== undefined && { replicas: () => replicas(redisUrl) }),
      });
      cleanUps.push(() => cluster.end());
      const scene = new Scene(redis, cluster, cleanUps);
      await scene.startLoad(options.front);
      return scene;
    } catch (error) {
      await runAll(cleanUps);
      throw error;
    }
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
    await runAll(this.cleanUps.splice(0));
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

function startRedis(dir: string, password: string | undefined): Promise<RedisProcess> {
  const options = ['--appendonly', 'yes'];
  if (password !== undefined) options.push('--requirepass', password);
  return RedisProcess.start(dir, options);
}

function urlOf({ url }: RedisProcess, password: string | undefined): string {
  return password === undefined ? url : url.replace('//', `//:${password}@`);
}

/** The last first; each is tried. */
async function runAll(cleanUps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const cleanUp of cleanUps.toReversed())
    await cleanUp().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'The scene was not cleaned up');
}
