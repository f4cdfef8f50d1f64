import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import { LeaseTable, type Lease } from '../../leases/lease-table.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { ManifestStore } from '../../storage/manifest-store.js';
import { LeaseFromRecord } from './lease-from-record.service.js';
import { LeaseKeeper } from './lease-keeper.service.js';

const ACTOR = 'directory';
const CHUNK = 500;

/** A replica that has not heard of all changes for longer than this knows too little to repair what others share. */
const FRESH_MS = 5_000;

/** How a lease differs from its record. */
type Difference = 'missing' | 'wrong' | undefined;

/**
 * Makes leases and records agree. A record is brought back only by a heartbeat that is newer than its mark; in every
 * other case the record is right, because it is durable and a lease may have been lost, or be older.
 */
@Injectable()
export class LeaseComparison {
  private readonly logger = new Logger('Leases');

  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly keeper: LeaseKeeper,
    private readonly fromRecord: LeaseFromRecord,
    private readonly clock: Clock,
  ) {}

  /** Whether this replica has heard of everything that others have stored until a few seconds ago. */
  get isInformed(): boolean {
    return this.store.health().feed_lag_ms < FRESH_MS;
  }

  /** Compares all leased servers. A replica that is not informed does nothing. */
  async compare(): Promise<void> {
    if (!this.leases.reachable || !this.isInformed) return;
    const slice = new TimeSlice(this.clock);
    let repaired = 0;
    for (const scope of this.catalog.scopes()) {
      const leased: ServerRecord[] = [];
      for (const { record } of this.catalog.of(scope).all()) {
        if (record.intervalSeconds > 0) leased.push(record);
      }
      for (let first = 0; first < leased.length; first += CHUNK) {
        repaired += await this.compareSome(leased.slice(first, first + CHUNK));
        await slice.pause();
      }
    }
    if (repaired > 0) this.logger.log({ msg: 'Leases restored', count: repaired });
  }

  /** Compares one server, whose mark was stored while its lease was no longer claimed. */
  async compareOne(record: ServerRecord): Promise<void> {
    await this.compareSome([record]);
  }

  private async compareSome(records: readonly ServerRecord[]): Promise<number> {
    const leases = await this.leases.findAll(records);
    const suspects = records.flatMap((record, index) => {
      const lease = leases[index];
      return differenceOf(record, lease) === undefined ? [] : [{ record, lease }];
    });
    const newest = await this.confirmed(suspects.map(({ record }) => record));
    const repairs = await Promise.all(
      suspects.map(({ lease }, index) => this.repair(newest[index], lease)),
    );
    return repairs.filter((repaired) => repaired).length;
  }

  /** What the store has: another replica may have changed the record since this one heard of it. */
  private confirmed(
    records: readonly ServerRecord[],
  ): Promise<readonly (ServerRecord | undefined)[]> {
    const isShared = this.leases.identity !== null;
    return records.length > 0 && isShared ? this.store.findAll(records) : Promise.resolve(records);
  }

  private async repair(
    record: ServerRecord | undefined,
    lease: Lease | undefined,
  ): Promise<boolean> {
    if (record === undefined || record.removed || record.intervalSeconds === 0) return false;
    const difference = differenceOf(record, lease);
    if (difference === undefined) return false;
    const terms = this.fromRecord.termsOf(record);
    if (lease === undefined) {
      const { intervalSeconds, phase, remainingMs, recentMs } = terms;
      await this.leases.restore(record, intervalSeconds, phase, remainingMs, recentMs);
      return true;
    }
    const { heardAt } = lease;
    const wasHeard = heardAt !== null && heardAt >= record.livenessCountedAt;
    if (lease.phase === 'live' && wasHeard) {
      await this.keeper.resume(record, ACTOR, heardAt);
      return false;
    }
    return this.leases.correct(record, lease, terms);
  }
}

/** A claimed lease, and one that has run out, are the sweeper's. */
function differenceOf({ liveness }: ServerRecord, lease: Lease | undefined): Difference {
  if (lease === undefined) return 'missing';
  if (lease.claimed || lease.remainingMs <= 0) return undefined;
  return lease.phase === liveness ? undefined : 'wrong';
}
