import type { Clock } from '../../common/clock.js';
import { recordKey } from '../../manifest/record-key.js';
import { redisKey } from '../../redis/redis-key.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { MemoryProbeBook } from '../memory/memory-probe-book.js';
import { ProbeBook, type ProbeKey } from '../probe-book.js';

/**
 * {@link ProbeBook} that all replicas share: two keys a server, which run out by themselves. Without Redis each
 * replica goes by its own.
 */
export class RedisProbeBook extends ProbeBook {
  private readonly own: MemoryProbeBook;

  constructor(
    private readonly link: RedisLink,
    clock: Clock,
    private readonly namespace: string,
  ) {
    super();
    this.own = new MemoryProbeBook(clock);
  }

  async claim(key: ProbeKey, holdMs: number): Promise<boolean> {
    const name = this.name('turn', key);
    const shared = await this.unlessAway(async () => {
      const answer = await this.link.run((client) => client.set(name, '', 'PX', holdMs, 'NX'));
      return answer === 'OK';
    });
    return shared ?? this.own.claim(key, holdMs);
  }

  async note(key: ProbeKey, checkedAt: number, keepMs: number): Promise<void> {
    const name = this.name('checked', key);
    await this.own.note(key, checkedAt, keepMs);
    await this.unlessAway(() =>
      this.link.run((client) => client.set(name, checkedAt, 'PX', keepMs)),
    );
  }

  async checkedAt(key: ProbeKey): Promise<number | null> {
    const name = this.name('checked', key);
    const shared = await this.unlessAway(() => this.link.run((client) => client.get(name)));
    return shared == null ? this.own.checkedAt(key) : Number(shared);
  }

  private name(what: 'turn' | 'checked', key: ProbeKey): string {
    return redisKey(this.namespace, `probe:${what}:${recordKey(key)}`);
  }

  /** `undefined` = Redis is away, or does not do it: nothing here is worth a failure. */
  private async unlessAway<T>(work: () => Promise<T>): Promise<T | undefined> {
    return work().catch(() => undefined);
  }
}
