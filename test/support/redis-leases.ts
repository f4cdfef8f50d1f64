import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { SystemClock } from '../../src/common/system-clock.js';
import type { LeaseEvents, LeaseTable } from '../../src/leases/lease-table.js';
import { RedisLeaseTable } from '../../src/leases/redis/redis-lease-table.js';
import { redisKey } from '../../src/redis/namespace.js';
import { RedisLink } from '../../src/redis/redis-link.js';

const NO_EVENTS: LeaseEvents = { lost: () => undefined, returned: () => undefined };

/** Lease tables in a Redis, under a name of their own, whose time a test sets by reaching into their clock. */
export class RedisLeases {
  readonly clock = new SystemClock();
  readonly link: RedisLink;
  readonly redis: Redis;
  private namespace = '';

  constructor(url: string) {
    this.link = new RedisLink(url, this.clock);
    this.redis = new Redis(url, { lazyConnect: true });
    this.startAnew();
  }

  /** What is opened from now on shares nothing with what was opened before. */
  startAnew(): void {
    this.namespace = `test-${randomUUID()}`;
  }

  async open(events: Partial<LeaseEvents> = {}, countedMs = 0): Promise<LeaseTable> {
    const leases = new RedisLeaseTable(this.link, this.clock, this.namespace);
    await leases.start(countedMs, { ...NO_EVENTS, ...events });
    return leases;
  }

  key(name: string): string {
    return redisKey(this.namespace, name);
  }

  /** As if a sweeper had ticked all this time. */
  async pass(leases: LeaseTable, seconds: number): Promise<void> {
    await this.redis.hincrby(this.key('clock'), 'base', seconds * 1_000);
    await leases.tick();
  }

  /** As if nobody had ticked for this time. */
  async standStill(leases: LeaseTable, seconds: number): Promise<void> {
    await this.redis.hincrby(this.key('clock'), 'last', -seconds * 1_000);
    await leases.tick();
  }

  /** As FLUSHALL, for these leases. */
  async vanish(): Promise<void> {
    await this.redis.del(
      ['live', 'due', 'marked', 'leases', 'claims', 'clock'].map((name) => this.key(name)),
    );
  }

  async close(): Promise<void> {
    this.link.close();
    const keys = await this.redis.keys('{omega-directory:test-*');
    if (keys.length > 0) await this.redis.del(keys);
    this.redis.disconnect();
  }
}
