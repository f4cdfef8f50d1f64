import type { Clock } from '../../common/clock.js';
import { redisKey } from '../../redis/redis-key.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { MemoryNonceBook } from './memory-nonce-book.js';
import { NONCE_KEEP_MS, NonceBook, type NonceTaken, type NonceUse } from './nonce-book.js';
import { nonceName, openEntry, readEntry, SETTLED } from './nonce-entry.js';

/**
 * {@link NonceBook} that all replicas share: one key for each nonce, which expires by itself. While Redis is away each
 * replica uses its own: heartbeats must go on, and a repeated one then reaches at most the replicas that have not seen
 * it.
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

  async take(use: NonceUse): Promise<NonceTaken> {
    const own = await this.own.take(use);
    if (own.state === 'used') return own;
    const shared = await this.takeShared(use).catch(() => undefined);
    if (shared === undefined) return own;
    this.own.put(nonceName(use), shared);
    return readEntry(shared, use);
  }

  async settle(use: NonceUse): Promise<void> {
    await this.own.settle(use);
    const name = this.name(use);
    // Where there is no entry any more, it has run out; what is not settled is only good for the same request.
    await this.link
      .run((client) => client.set(name, SETTLED, 'PX', NONCE_KEEP_MS, 'XX'))
      .catch(() => undefined);
  }

  /** Puts this replica's entry where there is none, and returns the other one if there is; `undefined` = it was put. */
  private async takeShared(use: NonceUse): Promise<string | undefined> {
    const name = this.name(use);
    const entry = this.own.entry(nonceName(use)) ?? openEntry(use);
    const put = await this.link.run((client) => client.set(name, entry, 'PX', NONCE_KEEP_MS, 'NX'));
    if (put === 'OK') return undefined;
    // It may have run out in between, which is when the nonce is as good as used.
    return (await this.link.run((client) => client.get(name))) ?? SETTLED;
  }

  private name(use: NonceUse): string {
    return redisKey(this.namespace, `nonce:${nonceName(use)}`);
  }
}
