import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { withDeadline } from '../../common/with-deadline.js';
import type { Scope } from '../../manifest/scope.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import {
  ManifestStore,
  type CommitResult,
  type FeedBatch,
  type FeedListener,
  type HistoryPage,
  type RecordChange,
  type StoreHealth,
} from '../manifest-store.js';
import { CommitQueue } from '../commit-queue.js';
import { SqliteThread } from './sqlite-thread.js';
import type { StoredRow, WorkerAnswers, WorkerCall } from './worker-protocol.js';

export const FILE = 'directory.sqlite';
const LOAD_ROWS = 500;
const PURGE_ROWS = 500;
const CALL_DEADLINE_MS = 5_000;
export const COUNTED_TIME = 'counted_ms';
const NOTHING: FeedBatch = { records: [], corrected: [], gone: [] };

/** {@link ManifestStore} in one SQLite file in `DATA_DIR`; one process at a time. */
export class EmbeddedStore extends ManifestStore implements OnApplicationShutdown {
  private readonly listeners: FeedListener[] = [];
  private readonly queue: CommitQueue;
  /** What the last write failed with; `null` when it went well. */
  private fault: string | null = null;

  private constructor(
    private readonly thread: SqliteThread,
    private readonly clock: Clock,
  ) {
    super();
    this.queue = new CommitQueue(clock, async (changes) => {
      const records = await this.watched(thread.call({ op: 'commit', now: clock.now(), changes }));
      this.publish({ records: records.filter((record) => record !== null) });
      return records.map((record) =>
        record === null ? { outcome: 'lost' } : { outcome: 'won', record },
      );
    });
  }

  /** Opens the store in `directory`, which is made when it is missing. */
  static async open(directory: string, clock: Clock): Promise<EmbeddedStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    try {
      return new EmbeddedStore(await SqliteThread.open(join(directory, FILE)), clock);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        reason.includes('locked')
          ? `DATA_DIR ${directory} is in use by another running directory: stop it first, or give this one its own DATA_DIR.`
          : `The data in DATA_DIR ${directory} cannot be opened: ${reason}.`,
        { cause: error },
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.drained();
    await this.thread.call({ op: 'close' });
  }

  async follow(listener: FeedListener): Promise<void> {
    // Following starts before loading, so that a change made meanwhile is not missed; the feed may repeat itself.
    this.listeners.push(listener);
    let rows = await this.load(0);
    while (rows.length > 0) {
      const last = rows.at(-1)?.position ?? 0;
      // The thread reads the next rows while these are taken in.
      const next = rows.length < LOAD_ROWS ? [] : this.load(last);
      listener({ ...NOTHING, records: rows.map(toRecord) });
      rows = await next;
    }
  }

  commit(change: RecordChange): Promise<CommitResult> {
    return this.queue.push(change);
  }

  async find({ tenant }: Scope, id: string): Promise<ServerRecord | undefined> {
    const row = await this.call({ op: 'find', tenant, id });
    return row === null ? undefined : toRecord(row);
  }

  async raiseFence(scope: Scope, id: string, fence: number): Promise<ServerRecord | undefined> {
    await this.call({ op: 'raiseFence', tenant: scope.tenant, id, fence });
    return this.find(scope, id);
  }

  async history({ tenant }: Scope, id: string, page: number, limit: number): Promise<HistoryPage> {
    return this.call({ op: 'history', tenant, id, offset: (page - 1) * limit, limit });
  }

  async purgeTombstones(before: number): Promise<number> {
    let count = 0;
    for (;;) {
      const purged = await this.call({ op: 'purge', before, limit: PURGE_ROWS });
      count += purged.length;
      if (purged.length > 0) this.publish({ gone: purged });
      if (purged.length < PURGE_ROWS) return count;
    }
  }

  async saveCountedTime(ms: number): Promise<void> {
    // Also the write that finds out that a full disk has room again.
    await this.watched(this.call({ op: 'raiseMark', name: COUNTED_TIME, value: Math.floor(ms) }));
  }

  async countedTime(): Promise<number> {
    return (await this.call({ op: 'mark', name: COUNTED_TIME })) ?? 0;
  }

  async ping(): Promise<void> {
    await this.call({ op: 'ping' });
  }

  health(): StoreHealth {
    return { adapter: 'embedded', pending: this.queue.pending, fault: this.fault, feed_lag_ms: 0 };
  }

  private load(after: number): Promise<readonly StoredRow[]> {
    return this.thread.call({ op: 'load', after, limit: LOAD_ROWS });
  }

  private publish(batch: Partial<FeedBatch>): void {
    for (const listener of this.listeners) listener({ ...NOTHING, ...batch });
  }

  /** A call with a deadline; its failure is a `STORAGE_UNAVAILABLE`. */
  private async call<Op extends WorkerCall['op']>(
    call: Extract<WorkerCall, { op: Op }>,
  ): Promise<WorkerAnswers[Op]> {
    try {
      return await withDeadline(this.clock, CALL_DEADLINE_MS, this.thread.call<Op>(call));
    } catch (error) {
      throw new DomainError('STORAGE_UNAVAILABLE', 'The storage did not answer; try again.', {
        retryAfterSeconds: 2,
        cause: error,
      });
    }
  }

  /** Notes whether writing works. */
  private async watched<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer;
      this.fault = null;
      return value;
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }
}

function toRecord({ state, manifest }: StoredRow): ServerRecord {
  return { ...(JSON.parse(state) as Omit<ServerRecord, 'manifest'>), manifest };
}
