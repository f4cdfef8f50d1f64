import { EntryFacts } from '../../catalog/entry-facts.js';
import { EntryFilter } from '../../catalog/entry-filter.js';
import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { Timeline } from '../../manifest/timeline.js';
import type { EventsQuery } from '../query-reader.service.js';
import { eventId, type ResetReason } from './event-position.js';
import type { StreamReader } from '../../common/http/stream-reader.js';
import { removedEvent, shownEvent, typeOfChange, typeOfEntry } from './server-event.js';
import { sseText, type SseEvent } from './sse.js';
import type { ToldChange } from './told-change.js';

/** All readers that asked for the same: what they get is made once. */
export class EventGroup {
  readonly readers = new Set<StreamReader>();
  private readonly filter: EntryFilter;

  constructor(
    private readonly query: EventsQuery,
    private readonly catalog: TenantCatalog,
  ) {
    this.filter = new EntryFilter(query, catalog);
  }

  /** Another one too when the group {@link EventGroup.turns}. */
  epoch({ epoch }: Timeline): string {
    return this.filter.fallsBack ? `${epoch}~` : epoch;
  }

  /** Where readers who know everything stand. */
  currentId(timeline: Timeline): string {
    return eventId(this.epoch(timeline), timeline.resumeAt);
  }

  /** Whether servers match that have not changed, or no longer match: what readers know is worth nothing then. */
  turns(changes: ReadonlyMap<string, ToldChange>): boolean {
    return this.filter.update(changes);
  }

  /** What the changes mean to readers who know what was before; `undefined` = nothing. */
  batch(changes: ReadonlyMap<string, ToldChange>, timeline: Timeline): string | undefined {
    const told = [...changes.values()].map((change) => this.told(change));
    const events = told.filter((event) => event !== undefined);
    return events.length === 0 ? undefined : sseText(events, this.currentId(timeline));
  }

  /** What a server's newest record means to readers who may know anything of it. */
  current(record: ServerRecord): SseEvent {
    const entry = this.catalog.entry(record.id);
    if (entry !== undefined && this.filter.matches(new EntryFacts(entry))) {
      return shownEvent(typeOfEntry(entry), entry, this.query.entries);
    }
    return removedEvent(record);
  }

  /** The client is to list anew, and goes on from now. */
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

  private told({ change, states, skipped, after }: ToldChange): SseEvent | undefined {
    if (after !== undefined && this.filter.matches(after)) {
      return shownEvent(typeOfChange(change), after.entry, this.query.entries);
    }
    const matched = skipped || states.some((state) => this.filter.matches(state));
    return matched ? removedEvent(change.record) : undefined;
  }
}
