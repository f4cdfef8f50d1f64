import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { ProcessState } from '../common/process-state.js';
import { TimeSlice } from '../common/time-slice.js';
import { LeaseTable, type Lease, type LeaseKey, type Renewal } from '../leases/lease-table.js';
import { heartbeat } from '../manifest/lifecycle.js';
import { phaseMs, recentMsLeft } from '../manifest/lease-terms.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { ManifestStore } from '../storage/manifest-store.js';
import { CountedTime } from './counted-time.service.js';
import { HeartbeatPace } from './heartbeat-pace.service.js';
import { RecordWriter } from './record-writer.service.js';
import { Replicas } from './replicas.service.js';
import { SelfPreservation } from './self-preservation.service.js';

const ACTOR = 'directory';
const CHUNK = 500;

/** Keeps a lease for every leased server: after heartbeats, after registrations, and after a restart or a loss. */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger('Leases');

  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly writer: RecordWriter,
    private readonly countedTime: CountedTime,
    private readonly pace: HeartbeatPace,
    private readonly selfPreservation: SelfPreservation,
    private readonly replicas: Replicas,
    private readonly state: ProcessState,
    private readonly clock: Clock,
  ) {}

  /** Starts lease time, gives every leased server its lease, and goes on doing so whenever leases are lost. */
  async start(): Promise<void> {
    await this.leases.start(this.countedTime.now, {
      lost: () => {
        this.inBackground(this.compare());
      },
      returned: (heard) => {
        this.inBackground(this.catchUp(heard));
      },
    });
    // Shared leases live on without this replica, so nobody has to wait until they are looked through.
    if (this.replicas.sharesLeases) this.inBackground(this.compare());
    else await this.compare();
  }

  /**
   * The lease of a record that was just heard of; `null` when it is static or was removed meanwhile. `confirmed` says
   * that the record was just read from the store or written to it. When this resolves, no older mark can still win,
   * and one that did is in the catalog.
   */
  async hear(record: ServerRecord, confirmed: boolean): Promise<Lease | null> {
    this.assertKnown();
    return this.fenced(record, await this.renewed(record, confirmed));
  }

  /** The lease of a server that has just been registered; `null` when it is static. */
  async begin(record: ServerRecord): Promise<Lease | null> {
    if (record.intervalSeconds === 0) return this.hear(record, true);
    this.assertKnown();
    const interval = this.pace.stretch(record.intervalSeconds);
    return this.fenced(record, await this.leases.grant(record, interval));
  }

  /**
   * Gives a lease to every leased server that has none. Live ones get a full term; stale and offline ones go on from
   * when they were marked, by counted time. A server that is marked though its lease is live was heard of while its
   * mark hung in the store: it is brought back.
   */
  async compare(): Promise<void> {
    if (!this.leases.reachable) return;
    const slice = new TimeSlice(this.clock);
    let restored = 0;
    for (const scope of this.catalog.scopes()) {
      const leased: ServerRecord[] = [];
      for (const { record } of this.catalog.of(scope).all()) {
        if (record.intervalSeconds > 0) leased.push(record);
      }
      for (let first = 0; first < leased.length; first += CHUNK) {
        restored += await this.compareSome(leased.slice(first, first + CHUNK));
        await slice.pause();
      }
    }
    if (restored > 0) this.logger.log({ msg: 'Leases restored', count: restored });
  }

  /** Brings a server back that is marked though it was heard of; changes nothing else. */
  async resume(record: ServerRecord, actor: string): Promise<ServerRecord | undefined> {
    const { after } = await this.writer.change(record, record.id, actor, (current, context) =>
      current === undefined || current.removed ? undefined : heartbeat(current, undefined, context),
    );
    return after;
  }

  private async fenced(record: ServerRecord, renewal: Renewal | null): Promise<Lease | null> {
    if (renewal?.fence != null) await this.store.raiseFence(record, record.id, renewal.fence);
    return renewal;
  }

  private assertKnown(): void {
    if (!this.leases.reachable && !this.replicas.known) {
      throw new DomainError(
        'STORAGE_UNAVAILABLE',
        'Neither the leases nor the storage can be reached, so the heartbeat does not count; repeat it.',
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

  private async compareSome(records: readonly ServerRecord[]): Promise<number> {
    const leases = await this.leases.findAll(records);
    const missing = records.filter((_record, index) => leases[index] === undefined);
    await Promise.all(missing.map((record) => this.restore(record)));
    for (const [index, record] of records.entries()) {
      if (record.liveness !== 'live' && isHeardOf(leases[index])) await this.resume(record, ACTOR);
    }
    return missing.length;
  }

  private async restore(record: ServerRecord): Promise<void> {
    const { liveness, livenessCountedAt } = record;
    const intervalSeconds = this.pace.stretch(record.intervalSeconds);
    const counted = Math.max(0, this.countedTime.now - livenessCountedAt);
    const remaining = phaseMs(liveness, intervalSeconds) - (liveness === 'live' ? 0 : counted);
    const offlineFor = liveness === 'offline' ? phaseMs('stale', intervalSeconds) : 0;
    const isAccepted = livenessCountedAt - offlineFor <= this.selfPreservation.acceptedAt;
    const unaged = remaining + this.selfPreservation.heldFor(this.countedTime.now);
    const recent = isAccepted ? 0 : recentMsLeft(liveness, intervalSeconds, unaged);
    await this.leases.restore(record, intervalSeconds, liveness, remaining, recent);
  }

  /** The heartbeats that were kept while the leases could not be reached. */
  private async catchUp(heard: readonly LeaseKey[]): Promise<void> {
    for (let first = 0; first < heard.length; first += CHUNK) {
      await Promise.all(heard.slice(first, first + CHUNK).map((key) => this.catchUpOne(key)));
    }
    await this.compare();
  }

  private async catchUpOne(key: LeaseKey): Promise<void> {
    const record = this.catalog.of(key).record(key.id);
    if (record === undefined || record.removed) return;
    await this.hear(record, false);
    await this.resume(record, ACTOR);
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // While the process stops, the leases go before this has ended.
      if (this.state.phase === 'draining') return;
      this.logger.warn({ msg: 'The leases were not compared and will be again', err: error });
    });
  }
}

function isHeardOf(lease: Lease | undefined): boolean {
  return lease?.phase === 'live' && !lease.claimed && lease.remainingMs > 0;
}
