import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { phaseMs } from '../manifest/lease-terms.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { LeaseTable, type Lease } from '../leases/lease-table.js';

/** Keeps a lease for every leased server: after heartbeats, after registrations, and after a restart. */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger('Leases');

  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
  ) {}

  /** The lease of a record that was just heard of; `null` when it is static. */
  async hear(record: ServerRecord): Promise<Lease | null> {
    if (record.intervalSeconds === 0) {
      await this.leases.release(record);
      return null;
    }
    const lease = await this.leases.renew(record);
    if (lease?.intervalSeconds === record.intervalSeconds) return lease;
    return this.leases.grant(record, record.intervalSeconds, true);
  }

  /**
   * Gives a lease to every leased server that has none. Live ones get a full term; stale and offline ones go on from
   * when they were marked, less the time since `lastSweep` (epoch ms), in which nobody counted.
   */
  async restoreMissing(lastSweep: number): Promise<void> {
    for (const scope of this.catalog.scopes()) {
      const leased: ServerRecord[] = [];
      for (const { record } of this.catalog.of(scope).all()) {
        if (record.intervalSeconds > 0) leased.push(record);
      }
      const missing = new Set((await this.leases.missing(leased)).map(({ id }) => id));
      for (const record of leased) {
        if (missing.has(record.id)) await this.restore(record, lastSweep);
      }
      if (missing.size > 0) this.logger.log({ msg: 'Leases restored', count: missing.size });
    }
  }

  private async restore(record: ServerRecord, lastSweep: number): Promise<void> {
    const { intervalSeconds, liveness, livenessSince } = record;
    const elapsed = liveness === 'live' ? 0 : Math.max(0, lastSweep - livenessSince);
    const remaining = phaseMs(liveness, intervalSeconds) - elapsed;
    await this.leases.restore(record, intervalSeconds, liveness, remaining);
  }
}
