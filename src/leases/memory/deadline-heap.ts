/** An item and the deadline under which it was pushed. */
export interface Entry<T> {
  readonly deadline: number;
  readonly item: T;
}

/** A binary min-heap of items by deadline. */
export class DeadlineHeap<T> {
  private readonly entries: Entry<T>[] = [];

  push(deadline: number, item: T): void {
    const { entries } = this;
    const entry = { deadline, item };
    let index = entries.length;
    entries.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = entries[parentIndex];
      if (parent === undefined || parent.deadline <= deadline) break;
      entries[index] = parent;
      index = parentIndex;
    }
    entries[index] = entry;
  }

  /** Takes the entry with the earliest deadline, if that is not after `now`. */
  popDue(now: number): Entry<T> | undefined {
    const first = this.entries[0];
    if (first === undefined || first.deadline > now) return undefined;
    const last = this.entries.pop();
    if (last !== undefined && this.entries.length > 0) this.sink(last);
    return first;
  }

  private sink(entry: Entry<T>): void {
    const { entries } = this;
    let index = 0;
    for (;;) {
      const childIndex = this.earlierChild(index);
      const child = entries[childIndex];
      if (child === undefined || child.deadline >= entry.deadline) break;
      entries[index] = child;
      index = childIndex;
    }
    entries[index] = entry;
  }

  private earlierChild(index: number): number {
    const left = 2 * index + 1;
    const a = this.entries[left];
    const b = this.entries[left + 1];
    return a !== undefined && b !== undefined && b.deadline < a.deadline ? left + 1 : left;
  }
}
