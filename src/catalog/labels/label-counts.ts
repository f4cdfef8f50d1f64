import type { TimeSlice } from '../../common/time-slice.js';
import {
  type Completions,
  type LabelCount,
  LabelRanking,
  type RankedLabel,
} from './label-ranking.js';

interface CountedLabel extends RankedLabel {
  count: number;
}

/** How many servers carry each label. */
export class LabelCounts {
  private readonly labels = new Map<string, CountedLabel>();
  private readonly ranking = new LabelRanking();

  add(labels: Iterable<string>, by: 1 | -1): void {
    for (const name of labels) {
      let label = this.labels.get(name);
      if (label === undefined) {
        label = { name, count: 0, rankedAs: 0, slot: 0 };
        this.labels.set(name, label);
      }
      label.count += by;
      this.ranking.update(label);
      if (label.count === 0) this.labels.delete(name);
    }
  }

  get size(): number {
    return this.labels.size;
  }

  get(label: string): number {
    return this.labels.get(label)?.count ?? 0;
  }

  /** The first few: most frequent first, then by label. */
  top(few: number): readonly LabelCount[] {
    return this.ranking.top(few);
  }

  /** Labels that begin with `prefix`, at most `few`; see {@link LabelRanking.completions}. */
  completions(prefix: string, few: number): Completions {
    return this.ranking.completions(prefix, few);
  }

  settle(slice: TimeSlice): Promise<void> {
    return this.ranking.settle(slice);
  }
}
