import { SystemClock } from '../../src/common/system-clock.js';
import type { LeaseTable, Renewal } from '../../src/leases/lease-table.js';
import { RedisLeaseTable } from '../../src/leases/redis/redis-lease-table.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import { keyOf } from './leases.js';
import { until } from './redis-process.js';

/** A lease table on a connection of its own, and what it was told. */
export class LeaseReplica {
  readonly link: RedisLink;
  readonly leases: LeaseTable;
  /** The ids that each return came with. */
  readonly heard: string[][] = [];
  /** Lease time (ms) of each of them. */
  readonly heardAt: number[] = [];
  losses = 0;

  constructor(url: string) {
    const clock = new SystemClock();
    this.link = new RedisLink(url, clock);
    this.leases = new RedisLeaseTable(this.link, clock, 'test');
  }

  /** `add` is what is done with the heartbeats that were kept. */
  async start(add = () => Promise.resolve()): Promise<this> {
    await this.leases.start(0, {
      lost: () => (this.losses += 1),
      returned: (keys) => {
        this.heard.push(keys.map(({ id }) => id).sort());
        this.heardAt.push(...keys.map(({ heardAt }) => heardAt));
        return add();
      },
    });
    return this;
  }

  beat(id: string): Promise<Renewal | undefined> {
    return this.leases.renew(keyOf(id), 5);
  }

  async returned(): Promise<void> {
    await until('the table can be reached', () => this.leases.reachable);
  }
}
