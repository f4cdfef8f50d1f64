import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { SystemClock } from '../../src/common/system-clock.js';
import type { LeaseEvents, LeaseTable } from '../../src/leases/lease-table.js';
import { RedisLeaseTable } from '../../src/leases/redis/redis-lease-table.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import type { LeasesUnderTest } from './leases.js';

const NO_EVENTS: LeaseEvents = { lost: () => undefined, returned: () => Promise.resolve() };

/** Epoch ms that no test lives to see. */
const FUTURE = 9e12;

/** Lease tables in a Redis, under a name of their own, whose time a test sets by reaching into their clock. */
export class RedisLeases {
  readonly clock = new SystemClock();
  private readonly link: RedisLink;
  private readonly links: RedisLink[] = [];
  readonly redis: Redis;
  /** Those of other tests, which may run now, are left alone. */
  private readonly run = randomUUID();
  private namespace = '';

  constructor(private readonly url: string) {
    this.link = this.newLink();
    this.redis = new Redis(url, { lazyConnect: true });
    this.startAnew();
  }

  /** What is opened from now on shares nothing with what was opened before. */
  startAnew(): void {
    this.namespace = `test-${this.run}-${randomUUID()}`;
  }

  async open(
    events: Partial<LeaseEvents> = {},
    countedMs = 0,
    link = this.link,
  ): Promise<LeaseTable> {
    const leases = new RedisLeaseTable(link, this.clock, this.namespace);
    await leases.start(countedMs, { ...NO_EVENTS, ...events });
    await this.freeze();
    return leases;
  }

  /** As a replica whose store has this name opens it, over a connection of its own. */
  async openFor(owner: string): Promise<LeaseTable> {
    const leases = new RedisLeaseTable(this.newLink(), this.clock, this.namespace);
    await leases.start(0, NO_EVENTS, owner);
    return leases;
  }

  /** Over a connection of its own, as a process has. */
  openApart(): Promise<LeaseTable> {
    return this.open({}, 0, this.newLink());
  }

  async openForTest(): Promise<LeasesUnderTest> {
    const leases = await this.open();
    return {
      leases,
      now: () => this.clock.now(),
      pass: (seconds, ageMarks) => this.pass(leases, seconds, ageMarks),
      standStill: (seconds) => this.standStill(leases, seconds),
      wait: (seconds) => this.wait(seconds),
    };
  }

  key(name: string): string {
    return redisKey(this.namespace, name);
  }

  /** As if a sweeper had ticked all this time. */
  async pass(leases: LeaseTable, seconds: number, ageMarks = true): Promise<void> {
    await this.redis.hincrby(this.key('clock'), 'base', seconds * 1_000);
    await leases.tick(ageMarks);
    await this.freeze();
  }

  /** As if nobody had ticked for this time. */
  async standStill(leases: LeaseTable, seconds: number): Promise<void> {
    const lastTick = this.clock.now() - seconds * 1_000;
    await this.redis.hset(this.key('clock'), 'last', Math.floor(lastTick));
    await leases.tick(true);
    await this.freeze();
  }

  /** As if the last tick had been so long ago. */
  async wait(seconds: number): Promise<void> {
    await this.redis.hset(this.key('clock'), 'last', this.clock.now() - seconds * 1_000);
  }

  /** As FLUSHALL, for these leases. */
  async vanish(): Promise<void> {
    await this.redis.del(
      ['live', 'due', 'marked', 'leases', 'claims', 'clock'].map((name) => this.key(name)),
    );
  }

  async close(): Promise<void> {
    for (const link of this.links) link.close();
    const keys = await this.redis.keys(`{omega-directory:test-${this.run}-*`);
    if (keys.length > 0) await this.redis.del(keys);
    this.redis.disconnect();
  }

  private newLink(): RedisLink {
    const link = new RedisLink(this.url, this.clock);
    this.links.push(link);
    return link;
  }

  /** A last tick in the future lets lease time stand still, however slow the machine is. */
  private async freeze(): Promise<void> {
    await this.redis.hset(this.key('clock'), 'last', FUTURE);
  }
}
