import { recordKey } from '../../manifest/record-key.js';
import type { Liveness } from '../../manifest/status.js';
import type { LeaseCounts, LeaseKey, Pace } from '../lease-table.js';
import { expectedPerMinute } from '../expected-per-minute.js';
import { IntervalTally } from './interval-tally.js';
import { settle, type Slot } from './lease-slot.js';
import { SlotQueue } from './slot-queue.js';
import { WayOut } from './way-out.js';

/** What a new slot is made of. */
export interface NewSlot {
  readonly key: LeaseKey;
  readonly intervalSeconds: number;
  readonly phase: Liveness;
  /** In lease time, ms. */
  readonly deadline: number;
}

/** The slots of all leases, filed by when they run out and counted by what they are. */
export class SlotTable {
  private readonly slots = new Map<string, Slot>();
  private readonly queue = new SlotQueue();
  /** Intervals of the leases in phase live. */
  private readonly intervals = new IntervalTally();
  private readonly wayOut = new WayOut();

  get(key: LeaseKey): Slot | undefined {
    return this.slots.get(recordKey(key));
  }

  all(): Iterable<Slot> {
    return this.slots.values();
  }

  /** Makes a slot in place of the one that the key had. What was noted of the record stays known. */
  put({ key, intervalSeconds, phase, deadline }: NewSlot): Slot {
    const before = this.get(key);
    if (before !== undefined) this.drop(before);
    const slot: Slot = {
      key: { tenant: key.tenant, id: key.id },
      intervalSeconds,
      phase,
      deadline,
      lastHeartbeatAt: null,
      heardAt: null,
      revision: before?.revision ?? 0,
      filedUnder: NaN,
      claimed: false,
      graced: false,
      claim: null,
    };
    this.slots.set(recordKey(key), slot);
    this.queue.add(slot);
    if (phase === 'live') this.intervals.add(intervalSeconds, 1);
    return slot;
  }

  drop(slot: Slot): void {
    this.slots.delete(recordKey(slot.key));
    this.queue.remove(slot);
    if (slot.phase === 'live') this.intervals.add(slot.intervalSeconds, -1);
    this.wayOut.unclaim(slot);
    this.wayOut.unmark(slot);
    settle(slot);
  }

  /** Gives a slot another phase and deadline (lease time, ms). */
  move(slot: Slot, phase: Liveness, deadline: number): void {
    if (phase !== slot.phase) this.changePhase(slot, phase);
    this.wayOut.unclaim(slot);
    this.queue.move(slot, deadline);
  }

  /** Files a claimed slot under the time at which others may claim it. */
  postpone(slot: Slot, deadline: number): void {
    this.queue.move(slot, deadline);
  }

  /** Counts a marked slot as recent until a moment of lease time. */
  countAsRecent(slot: Slot, until: number): void {
    this.wayOut.mark(slot, until);
  }

  ageMarks(now: number): void {
    this.wayOut.age(now);
  }

  forgetMarks(): void {
    this.wayOut.forgetMarks();
  }

  /** The live slots that have run out. */
  expired(now: number): Slot[] {
    this.collect(now);
    return this.queue.firstDue('live', Infinity);
  }

  /** Takes slots that have run out: so many live ones as the pace allows, then marked ones. */
  takeDue(now: number, live: number, marked: number, pace: Pace): Slot[] {
    this.collect(now);
    const going = this.queue.firstDue('live', Math.min(live, this.wayOut.room(pace)));
    this.wayOut.claim(going, pace);
    return [...going, ...this.queue.firstDue('marked', marked)];
  }

  counts(now: number): LeaseCounts {
    this.collect(now);
    const intervals = this.intervals.snapshot();
    return {
      live: this.intervals.total,
      total: this.slots.size,
      expired: this.queue.countDue('live') + this.wayOut.pendingCount,
      recent: this.wayOut.recentCount,
      intervals,
      expectedPerMinute: expectedPerMinute(intervals),
    };
  }

  /** The keys of all slots that count as expired or recent, or of every n-th of them when there are more than `most`. */
  missing(now: number, most: number): LeaseKey[] {
    this.collect(now);
    const { pendingCount, recentCount } = this.wayOut;
    const all = this.queue.countDue('live') + pendingCount + recentCount;
    const step = Math.max(1, Math.ceil(all / Math.max(1, most)));
    const keys: LeaseKey[] = [];
    let index = 0;
    for (const slots of [this.queue.allDue('live'), this.wayOut.going()]) {
      for (const { key } of slots) {
        if (index % step === 0) keys.push(key);
        index += 1;
      }
    }
    return keys;
  }

  private changePhase(slot: Slot, phase: Liveness): void {
    if (slot.phase === 'live') this.intervals.add(slot.intervalSeconds, -1);
    if (phase === 'live') {
      this.intervals.add(slot.intervalSeconds, 1);
      this.wayOut.unmark(slot);
    }
    slot.phase = phase;
  }

  /** A slot whose claim is over is due again, and counted there. */
  private collect(now: number): void {
    for (const slot of this.queue.collect(now)) this.wayOut.unclaim(slot);
  }
}
