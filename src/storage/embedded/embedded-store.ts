import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { Scope } from '../../manifest/scope.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { Timeline } from '../../manifest/timeline.js';
import {
  ManifestStore,
  type CommitResult,
  type FeedBatch,
  type FeedListener,
  type HistoryPage,
  type RecordChange,
  type ServerKey,
  type StoreHealth,
} from '../manifest-store.js';
import { CommitQueue } from '../commit-queue.js';
import { FaultLog } from '../fault-log.js';
import { portions } from '../portions.js';
import { completeRecord, type StoredRecord } from '../stored-record.js';
import { EmbeddedSettings } from './embedded-settings.js';
import { keepPrivate } from './private-file.js';
import { SqliteCalls } from './sqlite-calls.js';
import { SqliteThread } from './sqlite-thread.js';
import type { HistoryCursor, StoredRow, StoredTimeline, WorkerAnswers } from './worker-protocol.js';

export const FILE = 'directory.sqlite';
const LOAD_ROWS = 500;
const PURGE_ROWS = 500;
export const COUNTED_TIME = 'counted_ms';
const TRIED = 'tried';
/** Before everything. */
const HISTORY_START: HistoryCursor = { at: -1, tenant: '', id: '', revision: 0 };
const NOTHING: FeedBatch = { records: [], corrected: [], gone: [] };

/** {@link ManifestStore} in one SQLite file in `DATA_DIR`; one process at a time. */
export class EmbeddedStore extends ManifestStore implements OnApplicationShutdown {
  private readonly listeners: FeedListener[] = [];
  readonly settings: EmbeddedSettings;
  private readonly queue: CommitQueue;
  private readonly calls: SqliteCalls;
  private readonly writing = new FaultLog('Storage', 'Writing to the SQLite file');
  /** The last batch's way through the feed. */
  private publishing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly thread: SqliteThread,
    private stored: StoredTimeline,
    private readonly clock: Clock,
  ) {
    super();
    this.calls = new SqliteCalls(thread, clock);
    this.settings = new EmbeddedSettings(this.calls);
    this.queue = new CommitQueue(clock, async (changes) => {
      const results = await this.watched(thread.call({ op: 'commit', now: clock.now(), changes }));
      const written = results.filter((result) => 'revision' in result);
      await this.publishWritten(written);
      return results.map((result) =>
        'revision' in result
          ? { outcome: 'won', record: result }
          : { outcome: 'lost', fence: result.fence },
      );
    });
  }

  /** Opens the store in `directory`, which is made when it is missing. */
  static async open(directory: string, clock: Clock): Promise<EmbeddedStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    try {
      const file = join(directory, FILE);
      for (const doubt of keepPrivate(file)) new Logger('Storage').warn(doubt);
      const thread = await SqliteThread.open(file);
      return new EmbeddedStore(thread, await thread.call({ op: 'timeline' }), clock);
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
    const slice = new TimeSlice(this.clock);
    let rows = await this.load(0);
    while (rows.length > 0) {
      const last = rows.at(-1)?.position ?? 0;
      // The thread reads the next rows while these are taken in.
      const next = rows.length < LOAD_ROWS ? [] : this.load(last);
      for (const records of portions(rows.map(toRecord))) {
        listener({ ...NOTHING, records });
        await slice.pause();
      }
      rows = await next;
    }
  }

  timeline(): Timeline {
    const { epoch, position, purgedThrough } = this.stored;
    const here = { resumeAt: position, listedAt: position, now: position };
    return { epoch: String(epoch), ...here, purgedThrough };
  }

  commit(change: RecordChange): Promise<CommitResult> {
    return this.queue.push(change);
  }

  async find({ tenant }: Scope, id: string): Promise<ServerRecord | undefined> {
    const row = await this.calls.call({ op: 'find', tenant, id });
    // What was written before it was found may still be on its way through the feed.
    await this.publishing;
    return row === null ? undefined : toRecord(row);
  }

  findAll(keys: readonly ServerKey[]): Promise<(ServerRecord | undefined)[]> {
    return Promise.all(keys.map((key) => this.find(key, key.id)));
  }

  async raiseFence(scope: Scope, id: string, fence: number): Promise<ServerRecord | undefined> {
    await this.calls.call({ op: 'raiseFence', tenant: scope.tenant, id, fence });
    return this.find(scope, id);
  }

  async history({ tenant }: Scope, id: string, page: number, limit: number): Promise<HistoryPage> {
    return this.calls.call({ op: 'history', tenant, id, offset: (page - 1) * limit, limit });
  }

  async purgeTombstones(before: number): Promise<number> {
    let count = 0;
    for (;;) {
      const { gone, purgedThrough } = await this.calls.call({
        op: 'purge',
        before,
        limit: PURGE_ROWS,
      });
      count += gone.length;
      this.stored = { ...this.stored, purgedThrough };
      if (gone.length > 0) this.publish({ gone });
      if (gone.length < PURGE_ROWS) return count;
    }
  }

  async purgeHistory(before: number): Promise<number> {
    let count = 0;
    let after: HistoryCursor | null = HISTORY_START;
    while (after !== null) {
      const { purged, next }: WorkerAnswers['purgeHistory'] = await this.calls.call({
        op: 'purgeHistory',
        after,
        before,
      });
      count += purged;
      after = next;
    }
    return count;
  }

  async saveCountedTime(ms: number): Promise<void> {
    // Also the write that finds out that a full disk has room again.
    await this.watched(
      this.calls.call({ op: 'raiseMark', name: COUNTED_TIME, value: Math.floor(ms) }),
    );
  }

  async countedTime(): Promise<number> {
    return (await this.calls.call({ op: 'mark', name: COUNTED_TIME })) ?? 0;
  }

  async ping(): Promise<void> {
    await this.calls.call({ op: 'ping' });
  }

  async tryWrite(): Promise<void> {
    await this.watched(this.calls.call({ op: 'raiseMark', name: TRIED, value: 1 }));
  }

  health(): StoreHealth {
    return {
      adapter: 'embedded',
      pending: this.queue.pending,
      fault: this.writing.current,
      feed_lag_ms: 0,
    };
  }

  private load(after: number): Promise<readonly StoredRow[]> {
    return this.thread.call({ op: 'load', after, limit: LOAD_ROWS });
  }

  /** Hands over what was written, in portions. The position follows: readers have what is below it. */
  private publishWritten(written: readonly ServerRecord[]): Promise<void> {
    this.publishing = this.publishPortions(written);
    return this.publishing;
  }

  private async publishPortions(written: readonly ServerRecord[]): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const records of portions(written)) {
      await slice.pause();
      this.stored = { ...this.stored, position: records.at(-1)?.position ?? this.stored.position };
      this.publish({ records });
    }
  }

  private publish(batch: Partial<FeedBatch>): void {
    for (const listener of this.listeners) listener({ ...NOTHING, ...batch });
  }

  /** Notes whether writing works. */
  private async watched<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer;
      this.writing.note(null);
      return value;
    } catch (error) {
      this.writing.note(error);
      throw error;
    }
  }
}

function toRecord({ state, manifest }: StoredRow): ServerRecord {
  return completeRecord({ ...(JSON.parse(state) as Omit<StoredRecord, 'manifest'>), manifest });
}
