import { changedSince } from '../../src/catalog/changed-since.js';
import type { CatalogChanges } from '../../src/catalog/catalog-change.js';
import { TimeSlice } from '../../src/common/time-slice.js';
import { eventId, readEventId } from '../../src/directory/events/event-position.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { ToldServer } from '../../src/catalog/stored/tombstone.js';
import type { ManualClock } from '../support/manual-clock.js';
import type { FeedReplica } from './feed-replica.js';

/** Reads the changes of one replica at a time, and goes on at another one from where it was. */
export class FeedReader {
  resets = 0;
  private records = new Map<string, ToldServer>();
  private lastId = 'none';
  private replica: FeedReplica | undefined;
  /** Changes of the replica are taken in while this is the current connection. */
  private connection = 0;
  private mustReset = false;

  constructor(private readonly clock: ManualClock) {}

  async connect(replica: FeedReplica): Promise<void> {
    this.replica = replica;
    this.connection += 1;
    const { connection } = this;
    replica.catalog.onChange((changes) => {
      if (connection === this.connection) this.hear(changes);
    });
    this.mustReset = false;
    const timeline = replica.feed.timeline();
    const position = readEventId(this.lastId, '', timeline);
    if (typeof position === 'number') {
      const slice = new TimeSlice(this.clock);
      const catalog = replica.catalog.of(DEFAULT_SCOPE);
      for (const record of await changedSince(catalog, position, slice)) this.take(record);
    } else this.reset();
    this.noteId();
  }

  /** Hears no more; keeps its last id. */
  leave(): void {
    this.connection += 1;
  }

  /** As with a keep-alive: everything that the replica told is here. */
  noteId(): void {
    this.flush();
    const timeline = this.replica?.feed.timeline();
    if (timeline !== undefined) this.lastId = eventId(timeline.epoch, timeline.resumeAt);
  }

  /** What it believes in, without tombstones: they are purged some day. */
  view(): unknown {
    this.flush();
    return [...this.records.values()]
      .filter(({ removed }) => !removed)
      .map(({ id, revision, change }) => [id, revision, change.id])
      .sort();
  }

  private hear({ changes, newEpoch }: CatalogChanges): void {
    if (newEpoch) this.mustReset = true;
    for (const { record, after } of changes) {
      // A lost server is gone, whatever its revision.
      if (after === undefined && !record.removed) this.records.delete(record.id);
      else this.take(record);
    }
  }

  /** Events are told a moment later than they happen. */
  private flush(): void {
    if (this.mustReset) this.reset();
  }

  private take(record: ToldServer): void {
    if (record.revision > (this.records.get(record.id)?.revision ?? 0)) {
      this.records.set(record.id, record);
    }
  }

  private reset(): void {
    this.mustReset = false;
    this.resets += 1;
    const all = this.replica?.catalog.of(DEFAULT_SCOPE).everyServer() ?? [];
    this.records = new Map([...all].map((record) => [record.id, record]));
    this.noteId();
  }
}
