import type { ToldServer } from '../../catalog/stored/tombstone.js';
import type { TimeSlice } from '../../common/time-slice.js';
import type { Timeline } from '../../manifest/timeline.js';
import type { CurrentEvents } from './current-events.js';
import type { EventGroup } from './event-group.js';
import { eventId } from './event-position.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import { sseText, type SseEvent } from './sse.js';

/** About so much is sent at once. */
const PIECE_CHARACTERS = 64 * 1_024;

/** When more has changed than this while the reader caught up, it reads too slowly; it may come back. */
const MOST_MISSED = 20_000;

/** What a reader that came back has still to be told. */
export class Backlog {
  private records: readonly ToldServer[] = [];
  private next = 0;
  /** What has changed since the catalog was looked through. */
  private missed = new Map<string, ToldServer>();
  /** All changes up to here were found when the catalog was looked through. */
  private settled = 0;

  constructor(
    readonly reader: StreamReader,
    readonly group: EventGroup,
    /** The reader knows everything up to here. */
    readonly position: number,
  ) {}

  /** Takes what was found, in the order of positions; it may begin before the reader's. */
  found(records: readonly ToldServer[], settled: number): void {
    this.records = records;
    this.next = firstAbove(records, this.position);
    this.settled = settled;
  }

  note(record: ToldServer): void {
    this.missed.set(record.id, record);
    if (this.missed.size > MOST_MISSED) this.reader.cutOff();
  }

  /** The next events, with where the reader stands after them; `undefined` = it knows everything. */
  piece(timeline: Timeline, current: CurrentEvents, slice: TimeSlice): string | undefined {
    if (this.next === this.records.length) {
      this.records = [...this.missed.values()];
      this.next = 0;
      this.missed = new Map();
    }
    const events: SseEvent[] = [];
    let characters = 0;
    let position = 0;
    for (; this.next < this.records.length && characters < PIECE_CHARACTERS; this.next += 1) {
      const record = this.records[this.next];
      if (record === undefined) continue;
      const event = current.of(record);
      events.push(event);
      characters += event.data.length;
      position = record.position;
      if (slice.isUsedUp) {
        this.next += 1;
        break;
      }
    }
    if (events.length === 0) return undefined;
    return sseText(events, eventId(this.group.epoch(timeline), Math.min(position, this.settled)));
  }
}

function firstAbove(records: readonly ToldServer[], position: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.position ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
