import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { SystemClock } from '../../src/common/system-clock.js';
import type { LeaseEvents, LeaseTable } from '../../src/leases/lease-table.js';
import { RedisLeaseTable } from '../../src/leases/redis/redis-lease-table.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { RedisLink } from '../../src/redis/redis-link.js';

const NO_EVENTS: LeaseEvents = { lost: () => undefined, returned: () => undefined };

/** Epoch ms that no test lives to see. */
const FUTURE = 9e12;

/** Lease tables in a Redis, under a name of their own, whose time a test sets by reaching into their clock. */
export class RedisLeases {
  readonly clock = new SystemClock();
  readonly link: RedisLink;
  readonly redis: Redis;
  /** Those of other tests, which may run now, are left alone. */
  private readonly run = randomUUID();
  private namespace = '';

  constructor(url: string) {
    this.link = new RedisLink(url, this.clock);
    this.redis = new Redis(url, { lazyConnect: true });
    this.startAnew();
  }

  /** What is opened from now on shares nothing with what was opened before. */
  startAnew(): void {
    this.namespace = `test-${this.run}-${randomUUID()}`;
  }

  async open(events: Partial<LeaseEvents> = {}, countedMs = 0): Promise<LeaseTable> {
    const leases = new RedisLeaseTable(this.link, this.clock, this.namespace);
    await leases.start(countedMs, { ...NO_EVENTS, ...events });
    await this.freeze();
    return leases;
  }

  key(name: string): string {
    return redisKey(this.namespace, name);
  }

  /** As if a sweeper had ticked all this time. */
  async pass(leases: LeaseTable, seconds: number): Promise<void> {
    await this.redis.hincrby(this.key('clock'), 'base', seconds * 1_000);
    await leases.tick();
    await this.freeze();
  }

  /** As if nobody had ticked for this time. */
  async standStill(leases: LeaseTable, seconds: number): Promise<void> {
    const lastTick = this.clock.now() - seconds * 1_000;
    await this.redis.hset(this.key('clock'), 'last', Math.floor(lastTick));
    await leases.tick();
    await this.freeze();
  }

  /** As FLUSHALL, for these leases. */
  async vanish(): Promise<void> {
    await this.redis.del(
      ['live', 'due', 'marked', 'leases', 'claims', 'clock'].map((name) => this.key(name)),
    );
  }

  async close(): Promise<void> {
    this.link.close();
    const keys = await this.redis.keys(`{omega-directory:test-${this.run}-*`);
    if (keys.length > 0) await this.redis.del(keys);
    this.redis.disconnect();
  }

  /** A last tick in the future lets lease time stand still, however slow the machine is. */
  private async freeze(): Promise<void> {
    await this.redis.hset(this.key('clock'), 'last', FUTURE);
  }
}
