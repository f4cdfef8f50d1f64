import type { CatalogChange } from '../../catalog/catalog-change.js';
import { selectionKey } from '../../catalog/server-query.js';
import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import { BatchTimer } from '../../common/batch-timer.js';
import type { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { SharedHold } from '../../limits/streams/shared-hold.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import type { Timeline } from '../../manifest/timeline.js';
import type { EventsQuery } from '../query-reader.service.js';
import { CatchUp } from './catch-up.js';
import { EventGroup, TOO_LONG } from './event-group.js';
import { readEventId, type ResetReason } from './event-position.js';
import { sseKeepAlive } from './sse.js';
import type { ToldChange } from './told-change.js';
import { WaitingChanges, type GatheredChanges } from './waiting-changes.js';

const BATCH_EVERY_MS = 100;

/** What all lanes share. */
export interface LaneParts {
  readonly catalog: TenantCatalog;
  readonly clock: Clock;
  readonly timeline: () => Timeline;
  /** A change could not be sent: those streams end. */
  readonly failed: (error: unknown) => void;
}

/** What a lane may take. */
export interface LaneLimits {
  /** Part of the time that may be spent for it. */
  readonly part: number;
  /** About how much memory the changes may take that wait for the next batch. */
  readonly waitingBytes: number;
}

/** The changes that a group gets together. */
interface Batch extends GatheredChanges {
  /** Positions begin again, so that all readers list again. */
  readonly newEpoch: boolean;
}

/** Streams that get changes together, in batches, and for which other streams do not wait. */
export class StreamLane {
  private readonly groups = new Map<string, EventGroup>();
  private readonly catchUp: CatchUp;
  /** What the next batch is made of. */
  private readonly waiting: WaitingChanges;
  private newEpoch = false;
  private readonly batches: BatchTimer;

  constructor(
    private readonly parts: LaneParts,
    { part, waitingBytes }: LaneLimits,
  ) {
    const { catalog, clock, timeline, failed } = parts;
    this.waiting = new WaitingChanges(waitingBytes);
    this.batches = new BatchTimer(
      clock,
      { everyMs: BATCH_EVERY_MS, part },
      {
        waits: () => !this.waiting.isEmpty || this.newEpoch,
        send: (slice) => this.sendBatch(slice),
      },
    );
    this.catchUp = new CatchUp(catalog, timeline, clock, failed, part);
  }

  /**
   * The group of a query, for one more stream of a client; `search` makes what is charged for looking for words.
   * @throws QUOTA_EXCEEDED, OVERLOADED when there are too many different searches
   */
  enter(query: EventsQuery, client: string, search: () => SharedHold): EventGroup {
    const key = keyOf(query);
    let group = this.groups.get(key);
    const charged = group === undefined && query.text !== '' ? search() : group?.search;
    charged?.join(client);
    group ??= new EventGroup(query, charged, this.parts.catalog);
    group.streams += 1;
    this.groups.set(key, group);
    return group;
  }

  /** The stream is over, or was never begun. */
  leave(reader: StreamReader, group: EventGroup): void {
    this.catchUp.forget(reader);
    group.readers.delete(reader);
    group.late.delete(reader);
    group.search?.leave(reader.client);
    group.streams -= 1;
    if (group.streams === 0) this.groups.delete(keyOf(group.query));
  }

  /** Begins a stream, from the last id that the client knows or else from now. */
  begin(reader: StreamReader, group: EventGroup, lastEventId: string | undefined): void {
    group.readers.add(reader);
    if (this.batches.isBusy) group.late.add(reader);
    const timeline = this.parts.timeline();
    if (lastEventId === undefined) {
      this.beginNow(reader, group, group.ready(timeline), timeline);
      return;
    }
    const position = readEventId(lastEventId, group.mark, timeline);
    if (typeof position === 'number') this.catchUp.add(reader, group, position);
    else this.beginNow(reader, group, group.reset(position, timeline), timeline);
  }

  /** Servers have changed. */
  take(changes: readonly CatalogChange[], newEpoch: boolean): void {
    if (this.groups.size === 0) return;
    this.newEpoch ||= newEpoch;
    for (const change of changes) {
      this.waiting.add(change);
      this.catchUp.note(change.record);
    }
    this.batches.schedule();
  }

  /** About how much memory the changes take that wait for the next batch. */
  get waitingBytes(): number {
    return this.waiting.bytes;
  }

  async keepAlive(): Promise<void> {
    // What waits to be sent is not behind the readers yet.
    const timeline = this.batches.isBusy ? undefined : this.parts.timeline();
    const slice = new TimeSlice(this.parts.clock);
    for (const group of this.groups.values()) {
      await this.send(group, sseKeepAlive(timeline && group.currentId(timeline)), slice);
    }
  }

  /** Ends all streams with a last word. */
  endAll(text: () => string): void {
    for (const { readers } of this.groups.values()) {
      for (const reader of readers) reader.end(text());
    }
  }

  /** The client lists now, maybe at a replica that is a moment behind: what that one may lack is sent again. */
  private beginNow(
    reader: StreamReader,
    group: EventGroup,
    text: string,
    timeline: Timeline,
  ): void {
    reader.send(text);
    this.catchUp.add(reader, group, timeline.listedAt);
  }

  private async sendBatch(slice: TimeSlice): Promise<void> {
    const batch: Batch = { ...this.waiting.take(), newEpoch: this.newEpoch };
    this.newEpoch = false;
    const timeline = this.parts.timeline();
    try {
      for (const group of this.groups.values()) {
        await slice.pause();
        // The groups that are left are reset in the next batch anyway. One that resets all goes on to the last of them.
        if (this.waiting.missed && !batch.missed) return;
        await this.tell(group, batch, timeline, slice);
      }
    } catch (error) {
      this.parts.failed(error);
    }
  }

  private async tell(
    group: EventGroup,
    batch: Batch,
    timeline: Timeline,
    slice: TimeSlice,
  ): Promise<void> {
    const { changes } = batch;
    const fellBack = group.fallsBack;
    const reason = await this.resetReason(group, batch, slice);
    if (reason !== undefined) {
      await this.resetAll(group, reason, timeline, slice);
      return;
    }
    if (group.fallsBack !== fellBack) await this.resetLate(group, timeline, slice);
    group.late.clear();
    const text = await group.batch(changes, timeline, slice);
    if (text === undefined) return;
    if (text !== TOO_LONG) await this.send(group, text, slice);
    else {
      const before = firstPosition(changes) - 1;
      for (const reader of group.readers) if (reader.live) this.catchUp.add(reader, group, before);
    }
  }

  /** Why what a group's readers know is not worth anything, if it is not. */
  private async resetReason(
    group: EventGroup,
    { changes, missed, newEpoch }: Batch,
    slice: TimeSlice,
  ): Promise<ResetReason | undefined> {
    if (missed) {
      group.lookAgain();
      return newEpoch ? 'epoch' : 'behind';
    }
    // What has changed since waits for the next batch: all groups look at it there.
    const present = (id: string) => (this.waiting.get(id) ?? changes.get(id))?.after;
    // In a new epoch as well: what a group takes is worked out from changes alone.
    const turned = await group.turns(changes, present, slice);
    if (newEpoch) return 'epoch';
    return turned ? 'filter' : undefined;
  }

  private async resetAll(
    group: EventGroup,
    reason: ResetReason,
    timeline: Timeline,
    slice: TimeSlice,
  ): Promise<void> {
    const text = group.reset(reason, timeline);
    group.late.clear();
    for (const reader of group.readers) {
      await slice.pause();
      this.beginNow(reader, group, text, timeline);
    }
  }

  /** Those that came late, or catch up, got events by the rule that the group had before it found anything. */
  private async resetLate(group: EventGroup, timeline: Timeline, slice: TimeSlice): Promise<void> {
    const text = group.reset('filter', timeline);
    for (const reader of group.readers) {
      await slice.pause();
      if (!reader.live || group.late.has(reader)) this.beginNow(reader, group, text, timeline);
    }
  }

  /** Sends a text to a group's live readers: one copy for all, however long it waits for some. */
  private async send(group: EventGroup, text: string, slice: TimeSlice): Promise<void> {
    const bytes = Buffer.from(text);
    for (const reader of group.readers) {
      await slice.pause();
      if (reader.live) reader.send(bytes);
    }
  }
}

/** The same for queries whose readers get the same. */
function keyOf(query: EventsQuery): string {
  return `${query.entries ? 'entries' : ''}${selectionKey(query)}`;
}

function firstPosition(changes: ReadonlyMap<string, ToldChange>): number {
  return changes.values().reduce((least, { record }) => Math.min(least, record.position), Infinity);
}
