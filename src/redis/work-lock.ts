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
 * Lets one replica do what all would do alike. It only saves work: without Redis, and after `ttlMs`, several may do
 * it at once, so the work must bear that.
 */
export class WorkLock {
  constructor(
    private readonly link: RedisLink | null,
    private readonly namespace: string,
  ) {}

  /** Does `work` unless another replica is at it. Rejects only as `work` does. */
  async run(name: string, ttlMs: number, work: () => Promise<void>): Promise<'done' | 'skipped'> {
    const key = redisKey(this.namespace, `lock:${name}`);
    const token = randomUUID();
    if (!(await this.take(key, token, ttlMs))) return 'skipped';
    try {
      await work();
    } finally {
      await this.release(key, token);
    }
    return 'done';
  }

  private async take(key: string, token: string, ttlMs: number): Promise<boolean> {
    if (this.link === null) return true;
    try {
      return (await this.link.run((client) => client.set(key, token, 'PX', ttlMs, 'NX'))) === 'OK';
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
