import { randomUUID } from 'node:crypto';
import { redisKey } from './redis-key.js';
import type { RedisLink } from './redis-link.js';
import { RedisUnavailable } from './redis-unavailable.js';
import { Script } from './script.js';

/** Another's lock, taken after this one ran out, stays. */
const RELEASE = new Script(
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
);

/**
 * Lets one replica do what all would do alike, once a period. It only saves work: without Redis each does it, and the
 * work must bear that.
 */
export class WorkLock {
  constructor(
    private readonly link: RedisLink | null,
    private readonly namespace: string,
  ) {}

  /**
   * Does `work` unless another replica has begun it within this period (ms). Work that fails may be begun again at
   * once. Rejects only as `work` does.
   */
  async once(name: string, periodMs: number, work: () => Promise<void>): Promise<void> {
    const key = redisKey(this.namespace, `lock:${name}`);
    const token = randomUUID();
    if (!(await this.take(key, token, periodMs))) return;
    try {
      await work();
    } catch (error) {
      await this.release(key, token);
      throw error;
    }
  }

  private async take(key: string, token: string, periodMs: number): Promise<boolean> {
    if (this.link === null) return true;
    try {
      return (
        (await this.link.run((client) => client.set(key, token, 'PX', periodMs, 'NX'))) === 'OK'
      );
    } catch (error) {
      if (error instanceof RedisUnavailable) return true;
      throw error;
    }
  }

  private async release(key: string, token: string): Promise<void> {
    // What is not released runs out by itself.
    await this.link?.run((client) => RELEASE.run(client, [key], [token])).catch(() => undefined);
  }
}
