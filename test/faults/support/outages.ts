import { setTimeout as pause } from 'node:timers/promises';
import type { Scene } from './scene.js';
import type { Service, Services } from './services.js';

/** Between two outages: writes are to have gone well again. */
const CALM_MS = 1_500;

/**
 * Kills a server once for each of the times, for which it stays away. Answers how long each time the slowest replica took
 * to acknowledge a write after the server was back.
 */
export async function killRepeatedly(
  { load, cluster }: Scene,
  services: Services,
  service: Service,
  awayMs: readonly number[],
): Promise<number[]> {
  const backAfterMs: number[] = [];
  for (const away of awayMs) {
    await services.kill(service);
    await pause(away);
    await services.start(service);
    const back = await Promise.all(cluster.replicas.map((replica) => load.writesAfterMs(replica)));
    backAfterMs.push(Math.max(...back));
    await pause(CALM_MS);
  }
  return backAfterMs;
}
