/** Up to this many changes are inserted one by one; more are sorted in at once. */
const FEW = 256;

/** A set of ids that can be read in order of their UTF-16 code units. Sorting waits for the next read. */
export class SortedIds {
  private readonly members = new Set<string>();
  private changed = new Set<string>();
  private sorted: string[] = [];

  add(id: string): void {
    this.members.add(id);
    this.changed.add(id);
  }

  remove(id: string): void {
    this.members.delete(id);
    this.changed.add(id);
  }

  get size(): number {
    return this.members.size;
  }

  values(): readonly string[] {
    if (this.changed.size > FEW) this.sorted = [...this.members].sort();
    else for (const id of this.changed) this.place(id);
    this.changed = new Set();
    return this.sorted;
  }

  private place(id: string): void {
    const index = this.indexOf(id);
    const present = this.sorted[index] === id;
    const wanted = this.members.has(id);
    if (wanted && !present) this.sorted.splice(index, 0, id);
    else if (!wanted && present) this.sorted.splice(index, 1);
  }

  /** Where the id is, or would be. */
  private indexOf(id: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle] ?? '') < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
