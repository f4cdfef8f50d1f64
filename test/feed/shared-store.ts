import { randomUUID } from 'node:crypto';
import type { ServerRecord } from '../../src/manifest/server-record.js';
import { FeedSource, type FeedMarks, type Head } from '../../src/storage/feed/feed-source.js';
import type { ManualClock } from '../support/manual-clock.js';
import { newDraft } from '../support/record-drafts.js';

interface Stored {
  readonly record: ServerRecord;
  /** Monotonic time from which readers see it. */
  readonly visibleAt: number;
  readonly previous: Stored | undefined;
}

/**
 * A shared store in memory with a clock of its own that a test sets. A write may become visible later than its time
 * says, as in a database that commits concurrently.
 */
export class SharedStore extends FeedSource {
  down = false;
  private readonly stored = new Map<string, Stored>();
  private offset: number;
  /** The first revision is above all that were purged, as a time is. */
  private purgedRevision = 100;
  private common: FeedMarks = { epoch: 1, purgedThrough: 0 };

  constructor(private readonly clock: ManualClock) {
    super();
    this.offset = clock.now() - clock.monotonic();
  }

  /** Sets the store's clock. */
  step(ms: number): void {
    this.offset += ms;
  }

  /** Stores the next revision, a tombstone if `removed`. */
  write(id: string, removed: boolean, lateMs: number): ServerRecord {
    const key = `default:${id}`;
    const previous = this.stored.get(key);
    const revision = (previous?.record.revision ?? this.purgedRevision) + 1;
    const draft = newDraft(id, { version: `${revision}` });
    const record = { ...draft, removed, revision, position: this.now() };
    this.stored.set(key, { record, visibleAt: this.clock.monotonic() + lateMs, previous });
    return record;
  }

  /** What a failover does to a write that no majority had: the record is another one again. */
  goBack(id: string): void {
    const key = `default:${id}`;
    const previous = this.stored.get(key)?.previous;
    if (previous === undefined) return;
    const { record } = previous;
    const change = { ...record.change, id: randomUUID() };
    this.stored.set(key, { ...previous, record: { ...record, change } });
  }

  /** Shows the state before the newest write for a while, as a newly elected primary may. */
  hideFor(id: string, ms: number): void {
    const key = `default:${id}`;
    const newest = this.stored.get(key);
    if (newest !== undefined) {
      this.stored.set(key, { ...newest, visibleAt: this.clock.monotonic() + ms });
    }
  }

  /** Loses a record. A lost tombstone is as a purged one: nobody is told, so the next revision is above it. */
  delete(id: string): void {
    const key = `default:${id}`;
    const record = this.stored.get(key)?.record;
    if (record?.removed === true) {
      this.purgedRevision = Math.max(this.purgedRevision, record.revision);
    }
    this.stored.delete(key);
  }

  /** Purges a tombstone, as the store itself does. */
  purge(id: string): void {
    const key = `default:${id}`;
    const record = this.visible().find(([name]) => name === key)?.[1];
    if (record?.removed !== true || record !== this.stored.get(key)?.record) return;
    const purgedThrough = Math.max(this.common.purgedThrough, record.position);
    this.common = { ...this.common, purgedThrough };
    this.purgedRevision = Math.max(this.purgedRevision, record.revision);
    this.stored.delete(key);
  }

  marks(): Promise<FeedMarks> {
    return this.answer(() => this.common);
  }

  raiseEpoch(to: number): Promise<void> {
    return this.answer(() => {
      this.common = { ...this.common, epoch: Math.max(this.common.epoch, to) };
    });
  }

  serverTime(): Promise<number> {
    return this.answer(() => this.now());
  }

  changedSince(time: number): Promise<readonly Head[]> {
    return this.answer(() =>
      this.visible()
        .filter(([, { position }]) => position >= time)
        .map(toHead),
    );
  }

  headsAfter(after: string, limit: number): Promise<readonly Head[]> {
    return this.answer(() =>
      this.visible()
        .filter(([key]) => key > after)
        .slice(0, limit)
        .map(toHead),
    );
  }

  records(keys: readonly string[]): Promise<readonly ServerRecord[]> {
    return this.answer(() =>
      this.visible()
        .filter(([key]) => keys.includes(key))
        .map(([, record]) => record),
    );
  }

  async *all(): AsyncIterable<readonly ServerRecord[]> {
    for (const [, record] of await this.answer(() => this.visible())) yield [record];
  }

  /** Newest visible records, in the order of their keys. */
  visible(): [string, ServerRecord][] {
    const now = this.clock.monotonic();
    return [...this.stored]
      .flatMap(([key, newest]): [string, ServerRecord][] => {
        let stored: Stored | undefined = newest;
        while (stored !== undefined && stored.visibleAt > now) stored = stored.previous;
        return stored === undefined ? [] : [[key, stored.record]];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  private now(): number {
    return this.clock.monotonic() + this.offset;
  }

  private answer<T>(work: () => T): Promise<T> {
    return this.down ? Promise.reject(new Error('the store is down')) : Promise.resolve(work());
  }
}

function toHead([key, { revision, change }]: [string, ServerRecord]): Head {
  return { key, revision, changeId: change.id };
}
