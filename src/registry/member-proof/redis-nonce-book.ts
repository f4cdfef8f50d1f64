import type { Clock } from '../../common/clock.js';
import { redisKey } from '../../redis/redis-key.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { MemoryNonceBook, nonceName } from './memory-nonce-book.js';
import { NONCE_KEEP_MS, NonceBook } from './nonce-book.js';

/**
 * {@link NonceBook} that all replicas share: a key a nonce, which runs out by itself. While Redis is away each replica
 * goes by its own: heartbeats must go on, and whoever repeats one then reaches at most the replicas that have not seen it.
 */
export class RedisNonceBook extends NonceBook {
  private readonly own: MemoryNonceBook;

  constructor(
    private readonly link: RedisLink,
    clock: Clock,
    private readonly namespace: string,
  ) {
    super();
    this.own = new MemoryNonceBook(clock);
  }

  async take(keyid: string, nonce: string): Promise<boolean> {
    if (!(await this.own.take(keyid, nonce))) return false;
    const name = this.name(keyid, nonce);
    try {
      const set = await this.link.run((client) => client.set(name, '', 'PX', NONCE_KEEP_MS, 'NX'));
      return set === 'OK';
    } catch {
      return true;
    }
  }

  async release(keyid: string, nonce: string): Promise<void> {
    await this.own.release(keyid, nonce);
    const name = this.name(keyid, nonce);
    // What is not released runs out by itself.
    await this.link.run((client) => client.del(name)).catch(() => undefined);
  }

  private name(keyid: string, nonce: string): string {
    return redisKey(this.namespace, `nonce:${nonceName(keyid, nonce)}`);
  }
}
