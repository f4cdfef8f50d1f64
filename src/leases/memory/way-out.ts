import type { Pace } from '../lease-table.js';
import type { Slot } from './lease-slot.js';

/** Which live servers are going or went lately, and how many more may. */
export class WayOut {
  /** Live and claimed; neither settled nor claimable again. */
  private readonly pending = new Set<Slot>();
  /** Marked and not back → until when that is recent, in lease time. */
  private readonly marked = new Map<Slot, number>();
  private episode = -Infinity;
  private drained = 0;

  get pendingCount(): number {
    return this.pending.size;
  }

  get recentCount(): number {
    return this.marked.size;
  }

  /** Those that are going, then those that went lately. */
  *going(): Generator<Slot> {
    yield* this.pending;
    yield* this.marked.keys();
  }

  /** How many live leases may be claimed now. */
  room(pace: Pace): number {
    if ('atOnce' in pace) return Math.floor(pace.atOnce) - this.marked.size - this.pending.size;
    if (pace.episode < this.episode) return 0;
    if (pace.episode > this.episode) {
      this.episode = pace.episode;
      this.drained = 0;
    }
    return Math.floor(pace.budget) - this.drained;
  }

  claim(slots: readonly Slot[], pace: Pace): void {
    for (const slot of slots) this.pending.add(slot);
    if ('episode' in pace) this.drained += slots.length;
  }

  unclaim(slot: Slot): void {
    this.pending.delete(slot);
  }

  mark(slot: Slot, recentUntil: number): void {
    this.marked.set(slot, recentUntil);
  }

  /** The server is back, or gone for good. */
  unmark(slot: Slot): void {
    this.marked.delete(slot);
  }

  forgetMarks(): void {
    this.marked.clear();
  }

  age(now: number): void {
    for (const [slot, recentUntil] of this.marked) {
      if (recentUntil <= now) this.marked.delete(slot);
    }
  }
}
