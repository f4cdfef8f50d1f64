import { byRank, type LabelCount, topRanked } from './label-rank.js';

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

  /** The first few of {@link ranked}. */
  top(few: number): LabelCount[] {
    return topRanked(this.counts, few);
  }
}
