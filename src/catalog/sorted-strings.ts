/** Up to this many changes are inserted one by one; more are sorted in at once. */
const FEW = 256;

/** The set that is kept sorted; it lives with its owner. */
interface Members {
  has(text: string): boolean;
  all(): Iterable<string>;
}

/** A set of strings in the order of their UTF-16 code units. Sorting waits for the next read. */
export class SortedStrings {
  private changed: string[] = [];
  private sorted: string[] = [];

  constructor(private readonly members: Members) {}

  /** To be called after a string has joined or left the set. */
  touch(text: string): void {
    // Above a few, everything is sorted anew at the next read; until then nothing needs to be remembered.
    if (this.changed.length <= FEW) this.changed.push(text);
  }

  values(): readonly string[] {
    if (this.changed.length > FEW) this.sorted = [...this.members.all()].sort();
    else for (const text of this.changed) this.place(text);
    this.changed = [];
    return this.sorted;
  }

  /** The members that begin with a prefix. */
  *withPrefix(prefix: string): Iterable<string> {
    const sorted = this.values();
    for (let index = this.indexOf(prefix); index < sorted.length; index += 1) {
      const text = sorted[index];
      if (text?.startsWith(prefix) !== true) return;
      yield text;
    }
  }

  private place(text: string): void {
    const index = this.indexOf(text);
    const present = this.sorted[index] === text;
    const wanted = this.members.has(text);
    if (wanted && !present) this.sorted.splice(index, 0, text);
    else if (!wanted && present) this.sorted.splice(index, 1);
  }

  /** Where the string is, or would be. */
  private indexOf(text: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
