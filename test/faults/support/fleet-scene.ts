import { RedisProcess } from '../../support/redis-process.js';
import { tempDir } from '../../support/temp-dir.js';
import { BeatingFleet } from './beating-fleet.js';
import { Cluster } from './cluster.js';

/** Three replicas with a Redis of their own, and members of which each has been heard. */
export class FleetScene {
  private constructor(
    readonly cluster: Cluster,
    readonly fleet: BeatingFleet,
    private readonly cleanUps: readonly (() => Promise<void>)[],
  ) {}

  static async start(mongodb: string, members: number): Promise<FleetScene> {
    const data = await tempDir();
    const cleanUps = [() => data.remove()];
    try {
      const redis = await RedisProcess.start(data.path);
      cleanUps.unshift(() => redis.kill());
      const cluster = await Cluster.start({ mongodbUri: mongodb, redisUrl: redis.url });
      cleanUps.unshift(() => cluster.end());
      const fleet = await BeatingFleet.join(cluster.replicas, members);
      cleanUps.unshift(() => fleet.stop());
      return new FleetScene(cluster, fleet, cleanUps);
    } catch (error) {
      for (const cleanUp of cleanUps) await cleanUp();
      throw error;
    }
  }

  async end(): Promise<void> {
    for (const cleanUp of this.cleanUps) await cleanUp();
  }
}
