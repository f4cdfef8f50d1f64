import { Injectable } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { DomainError } from '../../common/domain-error.js';
import { LeaseTable, type Lease, type Renewal } from '../../leases/lease-table.js';
import { heartbeat } from '../../manifest/lifecycle.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { ManifestStore } from '../../storage/manifest-store.js';
import { HeartbeatPace } from '../heartbeat-pace.service.js';
import { RecordWriter } from '../../records/record-writer.service.js';
import { Replicas } from '../../cluster/replicas.service.js';

/** Renews and begins the leases of servers that were heard of. */
@Injectable()
export class LeaseKeeper {
  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly writer: RecordWriter,
    private readonly pace: HeartbeatPace,
    private readonly replicas: Replicas,
  ) {}

  /**
   * The lease of a record that was just heard of; `null` when it is static or was removed meanwhile. `confirmed` says
   * that the record was just read from the store or written to it. When this resolves, no older mark can still win,
   * and one that did is in the catalog.
   */
  async hear(record: ServerRecord, confirmed: boolean): Promise<Lease | null> {
    this.assertCounts();
    return this.fenced(record, await this.renewed(record, confirmed));
  }

  /** The lease of a server that has just been registered; `null` when it is static. */
  async begin(record: ServerRecord): Promise<Lease | null> {
    if (record.intervalSeconds === 0) return this.hear(record, true);
    this.assertCounts();
    const interval = this.pace.stretch(record.intervalSeconds);
    return this.fenced(record, await this.leases.grant(record, interval));
  }

  /**
   * Brings a server back that is marked though it was heard of; changes nothing else. With `heardAt`, lease time of
   * the heartbeat, only if the mark is not newer than that.
   */
  async resume(
    record: ServerRecord,
    actor: string,
    heardAt = Infinity,
  ): Promise<ServerRecord | undefined> {
    const { after } = await this.writer.change(record, record.id, actor, (current, context) => {
      if (current === undefined || current.removed) return undefined;
      if (heardAt < current.livenessCountedAt) return undefined;
      return heartbeat(current, undefined, context);
    });
    return after;
  }

  /** Lets every replica hear of the revision that a record has now, by the server's next heartbeat. */
  note(record: ServerRecord): Promise<void> {
    return record.intervalSeconds === 0
      ? Promise.resolve()
      : this.leases.note(record, record.revision);
  }

  private async fenced(record: ServerRecord, renewal: Renewal | null): Promise<Lease | null> {
    // It was heard of: a mark that could not be stored does not count any more.
    this.catalog.show(record, undefined);
    if (renewal?.fence == null) return renewal;
    await this.store.raiseFence(record, record.id, renewal.fence);
    await this.leases.confirm(record, renewal.fence);
    return renewal;
  }

  private assertCounts(): void {
    if (!this.leases.reachable && !this.replicas.mayKeep) {
      throw new DomainError(
        'STORAGE_UNAVAILABLE',
        'This replica cannot reach the leases, and no other replica would hear of the heartbeat; repeat it.',
        { retryAfterSeconds: 2 },
      );
    }
  }

  private async renewed(record: ServerRecord, confirmed: boolean): Promise<Renewal | null> {
    if (record.intervalSeconds === 0) {
      await this.leases.release(record);
      return null;
    }
    const interval = this.pace.stretch(record.intervalSeconds);
    const renewal = await this.leases.renew(record, interval);
    if (renewal?.intervalSeconds === interval) return renewal;
    // The pace has changed; or, without such a lease, what this replica knows may be old.
    const paced = renewal && this.pace.explains(record.intervalSeconds, renewal.intervalSeconds);
    const newest = paced ? record : await this.newest(record, confirmed);
    if (newest === undefined || newest.removed || newest.intervalSeconds === 0) return null;
    const grant = await this.leases.grant(record, this.pace.stretch(newest.intervalSeconds));
    // What the renewal has displaced may still be under way.
    return { ...grant, fence: grant.fence ?? renewal?.fence ?? null };
  }

  private async newest(
    record: ServerRecord,
    confirmed: boolean,
  ): Promise<ServerRecord | undefined> {
    return confirmed
      ? this.catalog.of(record).record(record.id)
      : this.store.find(record, record.id);
  }
}
