import { EntryFacts } from '../../catalog/entry-facts.js';
import { EntryFilter, type PresentFacts } from '../../catalog/entry-filter.js';
import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import type { ToldServer } from '../../catalog/stored/tombstone.js';
import type { TimeSlice } from '../../common/time-slice.js';
import type { SharedHold } from '../../limits/streams/shared-hold.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import type { Timeline } from '../../manifest/timeline.js';
import type { EventsQuery } from '../query-reader.service.js';
import { eventId, UNSTORED, type ResetReason } from './event-position.js';
import { removedEvent, shownEvent, typeOfEntry } from './server-event.js';
import { sseText, type SseEvent } from './sse.js';
import type { ToldChange } from './told-change.js';

/** A longer batch is sent in pieces, to each reader as it takes them. */
const MOST_CHARACTERS = 1_024 * 1_024;
export const TOO_LONG = Symbol('too long for one batch');

/** All readers that asked for the same: what they get is made once. */
export class EventGroup {
  readonly readers = new Set<StreamReader>();
  /** Readers that began while changes waited to be sent. */
  readonly late = new Set<StreamReader>();
  /** With those that have not begun yet. */
  streams = 0;
  private filter: EntryFilter;

  /** `search` is charged for a group that looks for words. */
  constructor(
    readonly query: EventsQuery,
    readonly search: SharedHold | undefined,
    private readonly catalog: TenantCatalog,
  ) {
    this.filter = new EntryFilter(query, catalog);
  }

  /** Whether it gets servers with some of the words, because none has all. */
  get fallsBack(): boolean {
    return this.filter.fallsBack;
  }

  /** What its ids have beside the epoch: another one when the group {@link EventGroup.turns}, and see {@link UNSTORED}. */
  get mark(): string {
    return `${this.fallsBack ? '~' : ''}${this.catalog.unstored.size > 0 ? UNSTORED : ''}`;
  }

  epoch({ epoch }: Timeline): string {
    return `${epoch}${this.mark}`;
  }

  /** Where readers who know everything stand. */
  currentId(timeline: Timeline): string {
    return eventId(this.epoch(timeline), timeline.resumeAt);
  }

  /** There are changes that it did not get: what the listing takes is looked up. */
  lookAgain(): void {
    this.filter = new EntryFilter(this.query, this.catalog);
  }

  /** Whether servers match that have not changed, or no longer match: what readers know is worth nothing then. */
  async turns(
    changes: ReadonlyMap<string, ToldChange>,
    present: PresentFacts,
    slice: TimeSlice,
  ): Promise<boolean> {
    await this.filter.read(changes, present, slice);
    return this.filter.update(changes, present);
  }

  /** What the changes mean to readers who know what was before; `undefined` = nothing. */
  async batch(
    changes: ReadonlyMap<string, ToldChange>,
    timeline: Timeline,
    slice: TimeSlice,
  ): Promise<string | typeof TOO_LONG | undefined> {
    const events: SseEvent[] = [];
    let characters = 0;
    for (const change of changes.values()) {
      await slice.pause();
      const event = this.told(change);
      if (event === undefined) continue;
      events.push(event);
      characters += event.data.length;
      if (characters > MOST_CHARACTERS) return TOO_LONG;
    }
    return events.length === 0 ? undefined : sseText(events, this.currentId(timeline));
  }

  /** What a server's newest record means to readers who may know anything of it. */
  current(record: ToldServer): SseEvent {
    const entry = this.catalog.entry(record.id);
    if (entry !== undefined && this.filter.matches(new EntryFacts(entry))) {
      return shownEvent(typeOfEntry(entry), entry, this.query.entries);
    }
    return removedEvent(record);
  }

  /** The client is to list again, and goes on from now. */
  reset(reason: ResetReason, timeline: Timeline): string {
    return sseText([this.moment('reset', { reason })], this.currentId(timeline));
  }

  /** The stream begins now. */
  ready(timeline: Timeline): string {
    return sseText([this.moment('ready', {})], this.currentId(timeline));
  }

  private moment(event: string, facts: object): SseEvent {
    const revision = this.catalog.listing.fingerprint.toString();
    return { event, data: JSON.stringify({ ...facts, revision }) };
  }

  private told({ type, record, states, skipped, after }: ToldChange): SseEvent | undefined {
    if (after !== undefined && this.filter.matches(after)) {
      return shownEvent(type, after.entry, this.query.entries);
    }
    const matched = skipped || states.some((state) => this.filter.matches(state));
    return matched ? removedEvent(record) : undefined;
  }
}
