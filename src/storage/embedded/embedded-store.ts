import { mkdir, open } from 'node:fs/promises';
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
  type PurgeOptions,
  type RecordChange,
  type RecordName,
  type ServerKey,
  type StoreHealth,
} from '../manifest-store.js';
import { BackupSocket } from '../backup/backup-socket.js';
import { CommitQueue } from '../commit-queue.js';
import { unlessDamaged } from '../damaged-record.js';
import { FaultLog } from '../fault-log.js';
import { portions } from '../portions.js';
import { EmbeddedPurges } from './embedded-purges.js';
import { EmbeddedSettings } from './embedded-settings.js';
import { keepPrivate } from './private-file.js';
import { SqliteCalls } from './sqlite-calls.js';
import { SqliteThread } from './sqlite-thread.js';
import { readRows, toRecord } from './read-rows.js';
import { epochsOf } from './epochs-of.js';
import type { StoredTimeline } from './worker-protocol.js';

export const FILE = 'directory.sqlite';
export const HISTORY_ENTRIES = 1_000;
export const COUNTED_TIME = 'counted_ms';
const NOTHING: FeedBatch = { records: [], corrected: [], gone: [] };

/** {@link ManifestStore} in one SQLite file in `DATA_DIR`; one process at a time. */
export class EmbeddedStore extends ManifestStore implements OnApplicationShutdown {
  private readonly listeners: FeedListener[] = [];
  readonly settings: EmbeddedSettings;
  private readonly queue: CommitQueue;
  private readonly calls: SqliteCalls;
  private readonly purges: EmbeddedPurges;
  private readonly writing = new FaultLog('Storage', 'Writing to the SQLite file');
  private backups: BackupSocket | undefined;
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
    this.purges = new EmbeddedPurges(this.calls, ({ gone, purgedThrough }) => {
      this.stored = { ...this.stored, purgedThrough };
      if (gone.length > 0) this.publish({ gone });
    });
    this.queue = new CommitQueue(clock, async (changes) => {
      const { written: results, epochs } = await this.watched(
        thread.call({ op: 'commit', now: clock.now(), changes }),
      );
      // Before the position: together they would name one that was never given.
      if (epochs !== null) this.stored = { ...this.stored, epochs };
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
  static async open(
    directory: string,
    clock: Clock,
    historyEntries = HISTORY_ENTRIES,
  ): Promise<EmbeddedStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    try {
      const file = join(directory, FILE);
      for (const doubt of keepPrivate(file)) new Logger('Storage').warn(doubt);
      const thread = await SqliteThread.open(file, historyEntries);
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

  /** Lets the command `backup` ask this process for a copy, until it stops. */
  async serveBackups(directory: string): Promise<void> {
    this.backups = new BackupSocket(async (file) => {
      // Private from the beginning, and never another file than a new one.
      await (await open(file, 'wx', 0o600)).close();
      await this.thread.call({ op: 'backup', file });
    });
    await this.backups.listen(directory);
  }

  async onApplicationShutdown(): Promise<void> {
    this.backups?.close();
    await this.queue.drained();
    await this.thread.call({ op: 'close' });
  }

  async follow(listener: FeedListener): Promise<void> {
    // Following starts before loading, so that a change made meanwhile is not missed; the feed may repeat itself.
    this.listeners.push(listener);
    const slice = new TimeSlice(this.clock);
    let part = await this.thread.call({ op: 'load', after: null });
    for (;;) {
      // The thread reads the next part while this one is taken in.
      const next = part.next && this.thread.call({ op: 'load', after: part.next });
      next?.catch(() => undefined);
      const { records, damaged } = readRows(part);
      if (damaged.length > 0) listener({ ...NOTHING, damaged });
      for (const portion of portions(records)) {
        listener({ ...NOTHING, records: portion });
        await slice.pause();
      }
      if (next === null) return;
      part = await next;
    }
  }

  timeline(): Timeline {
    const { epochs, position, purgedThrough } = this.stored;
    const here = { resumeAt: position, listedAt: position, now: position };
    return { ...epochsOf(epochs), ...here, purgedThrough };
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
    return Promise.all(keys.map((key) => this.find(key, key.id).catch(unlessDamaged)));
  }

  async raiseFence(scope: Scope, id: string, fence: number): Promise<ServerRecord | undefined> {
    await this.calls.call({ op: 'raiseFence', tenant: scope.tenant, id, fence });
    return this.find(scope, id);
  }

  async history({ tenant }: Scope, id: string, page: number, limit: number): Promise<HistoryPage> {
    return this.calls.call({ op: 'history', tenant, id, offset: (page - 1) * limit, limit });
  }

  time(): number {
    return this.clock.now();
  }

  purgeTombstones(before: number, options?: PurgeOptions): Promise<number> {
    return this.purges.tombstones(before, options);
  }

  forgetTombstone(name: RecordName): Promise<boolean> {
    return this.purges.tombstone(name);
  }

  purgeHistory(before: number): Promise<number> {
    return this.purges.history(before);
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
    await this.watched(this.calls.call({ op: 'tryWrite' }));
  }

  health(): StoreHealth {
    return {
      adapter: 'embedded',
      pending: this.queue.pending,
      fault: this.writing.current,
      feed_lag_ms: 0,
    };
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
