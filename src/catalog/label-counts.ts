/** A label with the number of servers that carry it. */
export type LabelCount = [label: string, count: number];

/** How many servers carry each label. */
export class LabelCounts {
  private readonly counts = new Map<string, number>();

  add(labels: Iterable<string>, by: 1 | -1): void {
    for (const label of labels) {
      const count = (this.counts.get(label) ?? 0) + by;
      if (count === 0) this.counts.delete(label);
      else this.counts.set(label, count);
    }
  }

  get size(): number {
    return this.counts.size;
  }

  get(label: string): number {
    return this.counts.get(label) ?? 0;
  }

  /** Most frequent first, then by label. */
  ranked(): LabelCount[] {
    return [...this.counts].sort(byRank);
  }

  /** The first few of {@link ranked}, without sorting all. */
  top(few: number): LabelCount[] {
    const best: LabelCount[] = [];
    for (const entry of this.counts) {
      const last = best[few - 1];
      if (last !== undefined && byRank(entry, last) > 0) continue;
      best.push(entry);
      best.sort(byRank).splice(few);
    }
    return best;
  }
}

function byRank([labelA, countA]: LabelCount, [labelB, countB]: LabelCount): number {
  return countB - countA || (labelA < labelB ? -1 : 1);
}
