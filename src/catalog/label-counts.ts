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
  ranked(): [label: string, count: number][] {
    return [...this.counts].sort(
      ([labelA, countA], [labelB, countB]) => countB - countA || (labelA < labelB ? -1 : 1),
    );
  }
}
