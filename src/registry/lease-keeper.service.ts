import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { TimeSlice } from '../common/time-slice.js';
import { heartbeat } from '../manifest/lifecycle.js';
import { phaseMs } from '../manifest/lease-terms.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { LeaseTable, type Lease } from '../leases/lease-table.js';
import { CountedTime } from './counted-time.service.js';
import { RecordWriter } from './record-writer.service.js';

const ACTOR = 'directory';

/** Keeps a lease for every leased server: after heartbeats, after registrations, and after a restart. */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger('Leases');

  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly writer: RecordWriter,
    private readonly countedTime: CountedTime,
    private readonly clock: Clock,
  ) {}

  /** The lease of a record that was just heard of; `null` when it is static or was removed meanwhile. */
  async hear(record: ServerRecord): Promise<Lease | null> {
    if (record.intervalSeconds === 0) {
      await this.leases.release(record);
      return null;
    }
    const lease = await this.leases.renew(record);
    if (lease?.intervalSeconds === record.intervalSeconds) return lease;
    if (this.catalog.of(record).record(record.id)?.removed === true) return null;
    return this.leases.grant(record, record.intervalSeconds);
  }

  /**
   * Gives a lease to every leased server that has none. Live ones get a full term; stale and offline ones go on from
   * when they were marked, by counted time. A server that is marked though its lease is live was heard of while its
   * mark hung in the store: it is brought back.
   */
  async compare(): Promise<void> {
    for (const scope of this.catalog.scopes()) {
      const leased: ServerRecord[] = [];
      for (const { record } of this.catalog.of(scope).all()) {
        if (record.intervalSeconds > 0) leased.push(record);
      }
      const missing = new Set((await this.leases.missing(leased)).map(({ id }) => id));
      const slice = new TimeSlice(this.clock);
      for (const record of leased) {
        await slice.pause();
        if (missing.has(record.id)) await this.restore(record);
        else if (record.liveness !== 'live') await this.resumeIfHeard(record);
      }
      if (missing.size > 0) this.logger.log({ msg: 'Leases restored', count: missing.size });
    }
  }

  /** Brings a server back that is marked though it was heard of; changes nothing else. */
  async resume(record: ServerRecord, actor: string): Promise<ServerRecord | undefined> {
    const { after } = await this.writer.change(record, record.id, actor, (current, context) =>
      current === undefined || current.removed ? undefined : heartbeat(current, undefined, context),
    );
    return after;
  }

  private async restore(record: ServerRecord): Promise<void> {
    const { intervalSeconds, liveness, livenessCountedAt } = record;
    const counted = Math.max(0, this.countedTime.now - livenessCountedAt);
    const remaining = phaseMs(liveness, intervalSeconds) - (liveness === 'live' ? 0 : counted);
    await this.leases.restore(record, intervalSeconds, liveness, remaining);
  }

  private async resumeIfHeard(record: ServerRecord): Promise<void> {
    if ((await this.leases.find(record))?.phase === 'live') await this.resume(record, ACTOR);
  }
}
