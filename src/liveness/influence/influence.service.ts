import { Injectable } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { Clock } from '../../common/clock.js';
import { LeaseTable, type LeaseCounts } from '../../leases/lease-table.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { OwnerCensus } from './owner-census.js';
import { weigh, type Weighing } from './weigh.js';

/** Of more missing servers so many stand for all. */
const MOST_MISSING = 1_000;

/** How much each server counts for in the question whether too many are gone at once. */
@Injectable()
export class Influence {
  private readonly census = new OwnerCensus();

  constructor(
    private readonly catalog: Catalog,
    private readonly leases: LeaseTable,
    private readonly clock: Clock,
  ) {
    catalog.onChange(({ changes }) => {
      const now = clock.now();
      for (const change of changes) this.census.hear(change, now);
    });
  }

  /** Whether a server has lived for long enough to count. */
  hasLived(record: ServerRecord): boolean {
    return this.census.hasLived(record, this.clock.now());
  }

  /** Weighs the servers that the lease table counts. @throws RedisUnavailable */
  async weigh({ expired, recent }: LeaseCounts): Promise<Weighing> {
    const total = expired + recent;
    const keys = total === 0 ? [] : await this.leases.missing(MOST_MISSING);
    const records = keys.flatMap((key) => this.catalog.of(key).record(key.id) ?? []);
    const weight = total > MOST_MISSING ? total / Math.max(1, keys.length) : 1;
    return weigh(this.census.shares(records, weight, this.clock.now()));
  }
}
