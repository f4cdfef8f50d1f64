import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { recordKey } from '../../manifest/record-key.js';
import type { Clock } from '../../common/clock.js';
import { Repeater } from '../../common/repeater.js';
import { withDeadline } from '../../common/with-deadline.js';
import type { Scope } from '../../manifest/scope.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { Timeline } from '../../manifest/timeline.js';
import { CommitQueue, type Settled } from '../commit-queue.js';
import { FaultLog } from '../fault-log.js';
import type { FeedSignals } from '../feed/feed-signals.js';
import { SignalInbox } from '../feed/signal-inbox.js';
import {
  ManifestStore,
  type CommitResult,
  type FeedListener,
  type HistoryPage,
  type PurgeOptions,
  type RecordChange,
  type RecordName,
  type ServerKey,
  type StoreHealth,
} from '../manifest-store.js';
import { noAnswer } from '../no-answer.js';
import { migrate, NewerSchemaError } from './migrations.js';
import { readHistory } from './mongo-history.js';
import type { MongoLink } from './mongo-link.js';
import type { MongoModels } from './mongo-models.js';
import { COUNTED_TIME, MongoNumbers } from './mongo-numbers.js';
import { isPermanent } from './permanent-fault.js';
import { purgeHistory } from './purge-history.js';
import { onlyRecord } from './read-documents.js';
import { openedDatabase, type Opened } from './opened-database.js';
import { trimHistory } from './trim-history.js';
import { untilDone } from './until-done.js';

const CALL_DEADLINE_MS = 5_000;
const TRIED = 'tried';
const CLOSE_DEADLINE_MS = 1_000;
const POLL_EVERY_MS = 1_000;
const HISTORY_ENTRIES = 1_000;

/** {@link ManifestStore} in MongoDB, shared by all replicas. Leans on nothing but atomic writes to one document. */
export class MongoStore extends ManifestStore implements OnApplicationShutdown {
  private readonly logger = new Logger('MongoStore');
  private readonly queue: CommitQueue;
  private readonly polling: Repeater;
  private readonly numbers: MongoNumbers;
  private opening: Promise<Opened> | undefined;
  private opened: Opened | undefined;
  private closed = false;
  private pollFailed = false;
  private readonly writing = new FaultLog('MongoStore', 'Writing to MongoDB');

  constructor(
    private readonly link: MongoLink,
    private readonly models: MongoModels,
    private readonly signals: FeedSignals,
    private readonly clock: Clock,
    private readonly historyEntries = HISTORY_ENTRIES,
  ) {
    super();
    this.queue = new CommitQueue(clock, (changes) => this.write(changes));
    this.numbers = new MongoNumbers(models);
    this.polling = new Repeater(clock, POLL_EVERY_MS, () => this.poll());
  }

  /** Waits for the database, and brings it to what this program needs. */
  async open(): Promise<void> {
    await this.ready();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    // A database that hangs must not hold up the end: whoever waited for an answer has got one by now.
    const ended = Promise.all([this.queue.drained(), this.polling.stop()]);
    await withDeadline(this.clock, CLOSE_DEADLINE_MS, ended).catch(() => undefined);
    await withDeadline(this.clock, CLOSE_DEADLINE_MS, this.link.close()).catch(() => undefined);
  }

  async follow(listener: FeedListener): Promise<void> {
    const { feed } = await this.ready();
    await this.untilDone('Loading', () => feed.follow(listener));
    const inbox = new SignalInbox(
      (records) => feed.catchUp(records),
      () => {
        // The next poll finds what this one missed.
        this.polling.hurry();
      },
    );
    this.signals.listen({
      changed: (records) => {
        inbox.put(records);
      },
      gap: () => {
        this.polling.hurry();
      },
    });
    this.polling.start();
  }

  timeline(): Timeline {
    if (this.opened === undefined) throw new Error('MongoDB has not been reached yet');
    return this.opened.feed.timeline();
  }

  commit(change: RecordChange): Promise<CommitResult> {
    return this.queue.push(change);
  }

  async find(scope: Scope, id: string): Promise<ServerRecord | undefined> {
    return this.call(async ({ source, feed }) => {
      const found = await source.find([recordKey({ ...scope, id })]);
      await feed.take(found.whole);
      return onlyRecord(found);
    });
  }

  async findAll(keys: readonly ServerKey[]): Promise<(ServerRecord | undefined)[]> {
    return this.call(async ({ source, feed }) => {
      const found = await source.find(keys.map(recordKey));
      await feed.take(found.whole);
      return keys.map((key) => found.records.get(recordKey(key)));
    });
  }

  async raiseFence(scope: Scope, id: string, fence: number): Promise<ServerRecord | undefined> {
    await this.call(({ servers }) =>
      servers.updateOne({ _id: recordKey({ ...scope, id }) }, { $max: { fence } }),
    );
    return this.find(scope, id);
  }

  async history(scope: Scope, id: string, page: number, limit: number): Promise<HistoryPage> {
    return this.call(({ servers, history }) =>
      readHistory(servers, history, recordKey({ ...scope, id }), page, limit),
    );
  }

  time(): number {
    return this.opened?.feed.storeTime() ?? this.clock.now();
  }

  async purgeTombstones(before: number, options?: PurgeOptions): Promise<number> {
    const { purge, feed } = await this.ready();
    const gone = await purge.old(before, options);
    await feed.purged(gone);
    return gone.length;
  }

  async forgetTombstone(name: RecordName): Promise<boolean> {
    return this.call(async ({ purge, feed }) => {
      const gone = await purge.one(recordKey(name), name.revision);
      await feed.purged(gone);
      return gone.length > 0;
    });
  }

  async purgeHistory(before: number): Promise<number> {
    const { history } = await this.ready();
    return purgeHistory(history, before);
  }

  async saveCountedTime(ms: number): Promise<void> {
    await this.call(() => this.numbers.raise(COUNTED_TIME, ms));
  }

  async countedTime(): Promise<number> {
    return (await this.call(() => this.numbers.read(COUNTED_TIME))).get(COUNTED_TIME) ?? 0;
  }

  async ping(): Promise<void> {
    if (this.opened === undefined) throw new Error('MongoDB has not been reached yet');
    await this.link.ping();
  }

  async tryWrite(): Promise<void> {
    await this.call(() => this.numbers.raise(TRIED, this.clock.now()));
    this.writing.note(null);
  }

  health(): StoreHealth {
    return {
      adapter: 'mongo',
      pending: this.queue.pending,
      fault: this.writing.current,
      feed_lag_ms: this.opened?.feed.lagMs ?? 0,
    };
  }

  private ready(): Promise<Opened> {
    this.opening ??= this.connect().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async connect(): Promise<Opened> {
    await this.link.open();
    await this.untilDone('Preparing the database', () => migrate(this.models));
    this.opened = openedDatabase(this.link, this.models, this.signals, this.clock);
    return this.opened;
  }

  private async untilDone(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await untilDone(work, this.clock, (error) => {
        if (this.closed || error instanceof NewerSchemaError || isPermanent(error)) return true;
        this.logger.warn({ msg: `${what} was interrupted and begins again`, err: error });
        return false;
      });
    } catch (error) {
      throw isPermanent(error) ? this.link.refusal(error) : error;
    }
  }

  private async write(changes: readonly RecordChange[]): Promise<readonly Settled[]> {
    const { writer, feed, history } = await this.ready();
    const { settled, records, fault } = await writer.write(changes);
    this.writing.note(fault);
    await feed.written(records);
    trimHistory(history, records, this.historyEntries).catch(() => undefined);
    return settled;
  }

  private async poll(): Promise<void> {
    try {
      await this.opened?.feed.poll();
      if (this.pollFailed) this.logger.log('The change feed works again');
      this.pollFailed = false;
    } catch (error) {
      if (!this.pollFailed && !this.closed) {
        this.logger.warn({ msg: 'The change feed is interrupted', err: error });
      }
      this.pollFailed = true;
    }
  }

  /** A call with a deadline; its failure is a `STORAGE_UNAVAILABLE`. */
  private async call<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    try {
      const answer = this.ready().then((opened) => work(opened));
      return await withDeadline(this.clock, CALL_DEADLINE_MS, answer);
    } catch (error) {
      throw error instanceof DomainError ? error : noAnswer(error);
    }
  }
}
