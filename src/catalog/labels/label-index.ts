import type { TimeSlice } from '../../common/time-slice.js';
import { PostingList } from '../search/posting-list.js';
import { type LabelCount, LabelRanking, type RankedLabel } from './label-ranking.js';

/** The set of fields is not used here. */
const NO_FIELDS = 0;

class IndexedLabel extends PostingList implements RankedLabel {
  rankedAs = 0;
  slot = 0;

  constructor(readonly name: string) {
    super();
  }

  get count(): number {
    return this.length;
  }
}

/** Which servers carry a label, by their numbers. */
export class LabelIndex {
  private readonly labels = new Map<string, IndexedLabel>();

  /** With a ranking, {@link top} can be asked. */
  constructor(private readonly ranking?: LabelRanking) {}

  /** Files a server that is not filed under these labels. */
  add(labels: Iterable<string>, number: number): void {
    for (const name of labels) {
      let label = this.labels.get(name);
      if (label === undefined) {
        label = new IndexedLabel(name);
        this.labels.set(name, label);
      }
      label.add(number, NO_FIELDS);
      this.ranking?.update(label);
    }
  }

  remove(labels: Iterable<string>, number: number): void {
    for (const name of labels) {
      const label = this.labels.get(name);
      if (label === undefined) continue;
      label.remove(number);
      this.ranking?.update(label);
      if (label.length === 0) this.labels.delete(name);
    }
  }

  /** The servers with a label; `undefined` = there are none. */
  with(label: string): PostingList | undefined {
    return this.labels.get(label);
  }

  /** How many labels there are. */
  get size(): number {
    return this.labels.size;
  }

  /** The labels that most servers carry. */
  top(few: number): readonly LabelCount[] {
    return this.ranking?.top(few) ?? [];
  }

  async settle(slice: TimeSlice): Promise<void> {
    await this.ranking?.settle(slice);
  }
}
