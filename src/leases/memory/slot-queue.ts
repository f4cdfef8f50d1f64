import { DeadlineHeap } from './deadline-heap.js';
import type { Slot } from './lease-slot.js';

type Kind = 'live' | 'marked';

/** Slots by when they run out, and those that have: due until somebody claims them. */
export class SlotQueue {
  private readonly heap = new DeadlineHeap<Slot>();
  private readonly due: Readonly<Record<Kind, Set<Slot>>> = { live: new Set(), marked: new Set() };

  add(slot: Slot): void {
    slot.filedUnder = slot.deadline;
    this.heap.push(slot.deadline, slot);
  }

  remove(slot: Slot): void {
    this.takeFromDue(slot);
    slot.filedUnder = NaN;
  }

  /** A later deadline waits in the heap under the earlier one: a heartbeat costs no heap operation. */
  move(slot: Slot, deadline: number): void {
    slot.deadline = deadline;
    if (this.takeFromDue(slot) || deadline < slot.filedUnder) this.add(slot);
  }

  /** Moves what has run out from the heap to what is due, and tells which slots that are. */
  collect(now: number): Slot[] {
    const collected: Slot[] = [];
    for (let entry = this.heap.popDue(now); entry !== undefined; entry = this.heap.popDue(now)) {
      const slot = entry.item;
      if (slot.filedUnder !== entry.deadline) continue;
      if (slot.deadline > now) this.add(slot);
      else {
        this.due[slot.phase === 'live' ? 'live' : 'marked'].add(slot);
        collected.push(slot);
      }
    }
    return collected;
  }

  countDue(kind: Kind): number {
    return this.due[kind].size;
  }

  allDue(kind: Kind): Iterable<Slot> {
    return this.due[kind];
  }

  /** Of what is due, at most `limit` slots; they stay due. */
  firstDue(kind: Kind, limit: number): Slot[] {
    const slots: Slot[] = [];
    for (const slot of this.due[kind]) {
      if (slots.length >= limit) break;
      slots.push(slot);
    }
    return slots;
  }

  private takeFromDue(slot: Slot): boolean {
    return this.due.live.delete(slot) || this.due.marked.delete(slot);
  }
}
