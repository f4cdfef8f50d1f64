import type { ProbeKey } from '../probe-book.js';

const SLOT_MS = 1_000;

interface Due {
  readonly key: ProbeKey;
  /** Of the manifest that it was put down for. */
  readonly digest: string;
  readonly slot: number;
}

/**
 * The servers that are to be probed next, in slots of one second: to put down, take out and move cost the same however many there
 * are. Times are monotonic ms and never go back.
 */
export class DueList {
  private readonly byName = new Map<string, Due>();
  private readonly slots = new Map<number, Set<string>>();
  private nextSlot: number;

  constructor(now: number) {
    this.nextSlot = slotOf(now);
  }

  get size(): number {
    return this.byName.size;
  }

  /** The manifest that a server is put down for; `undefined` when it is not. */
  digestOf(name: string): string | undefined {
    return this.byName.get(name)?.digest;
  }

  /** Puts a server down, instead of whenever it was put down for before. */
  put(name: string, key: ProbeKey, digest: string, at: number): void {
    this.remove(name);
    const slot = Math.max(slotOf(at), this.nextSlot);
    this.byName.set(name, { key, digest, slot });
    const names = this.slots.get(slot) ?? new Set();
    this.slots.set(slot, names.add(name));
  }

  /** Takes out all that have come due. */
  take(now: number): ProbeKey[] {
    const due: ProbeKey[] = [];
    for (; this.nextSlot * SLOT_MS <= now; this.nextSlot += 1) {
      for (const name of this.slots.get(this.nextSlot) ?? []) {
        const { key } = this.byName.get(name) ?? {};
        if (key !== undefined) due.push(key);
        this.byName.delete(name);
      }
      this.slots.delete(this.nextSlot);
    }
    return due;
  }

  private remove(name: string): void {
    const due = this.byName.get(name);
    if (due === undefined) return;
    const names = this.slots.get(due.slot);
    names?.delete(name);
    if (names?.size === 0) this.slots.delete(due.slot);
    this.byName.delete(name);
  }
}

/** The slot in which a time has come. */
function slotOf(at: number): number {
  return Math.ceil(at / SLOT_MS);
}
