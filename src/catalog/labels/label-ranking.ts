import type { TimeSlice } from '../../common/time-slice.js';
import { endOfPrefix } from '../prefix.js';
import { SortedBlocks } from '../sorted-blocks.js';

/** A label with the number of servers that carry it. */
export type LabelCount = [label: string, count: number];

/** What begins alike. */
export interface Completions {
  readonly values: readonly string[];
  /** All of them, also those that are not named. */
  readonly total: number;
}

/** A label that can be ranked. Its places are the ranking's own. */
export interface RankedLabel {
  readonly name: string;
  /** Servers that carry it. */
  readonly count: number;
  /** The count under which it is ranked; 0 = it is not. */
  rankedAs: number;
  /** Its index among the labels of that count. */
  slot: number;
}

/** This many of the most frequent labels come first among those that begin alike; the others come by name. */
const COMPLETED_BY_RANK = 1_000;

const MOST_SORTED = 1_000;

/** Labels by rank, kept: the most frequent first, then by name. */
export class LabelRanking {
  private readonly byCount = new Map<number, RankedLabel[]>();
  private readonly byName = new SortedBlocks<RankedLabel>((a, b) => a.name < b.name);
  /** The first few, as they were last asked for. */
  private known: readonly LabelCount[] = [];
  private knownFew = 0;

  /** To be called after a label's count has changed; the label leaves with its last server. */
  update(label: RankedLabel): void {
    this.knownFew = 0;
    if (label.rankedAs > 0) this.takeOut(label);
    else this.byName.add(label);
    label.rankedAs = label.count;
    if (label.count > 0) this.putIn(label);
    else this.byName.remove(label);
  }

  /** The first few. */
  top(few: number): readonly LabelCount[] {
    if (this.knownFew < few) {
      this.known = this.first(few);
      this.knownFew = few;
    }
    return this.known.length > few ? this.known.slice(0, few) : this.known;
  }

  /** Up to `few` labels that begin with `prefix`: those of the most frequent of all first, by rank, then the others by name. */
  completions(prefix: string, few: number): Completions {
    const isBefore = ({ name }: RankedLabel): boolean => name < prefix;
    const end = endOfPrefix(prefix);
    const upTo =
      end === undefined ? this.byName.size : this.byName.countOf(({ name }) => name < end);
    const total = upTo - this.byName.countOf(isBefore);
    const most = Math.min(few, total);
    const values = new Set<string>();
    for (const [name] of this.top(COMPLETED_BY_RANK)) {
      if (values.size >= most) break;
      if (name.startsWith(prefix)) values.add(name);
    }
    for (const { name } of values.size < most ? this.byName.from(isBefore) : []) {
      values.add(name);
      if (values.size >= most) break;
    }
    return { values: [...values], total };
  }

  settle(slice: TimeSlice): Promise<void> {
    return this.byName.settle(slice);
  }

  private first(few: number): LabelCount[] {
    const whole: number[] = [];
    let size = 0;
    let last: number | undefined;
    for (const count of [...this.byCount.keys()].sort((a, b) => b - a)) {
      const { length } = this.byCount.get(count) ?? [];
      last = count;
      if (size + length > few) break;
      whole.push(count);
      size += length;
      last = undefined;
    }
    const first = this.namesWith(whole, size);
    if (last !== undefined && size < few) {
      const { length } = this.byCount.get(last) ?? [];
      first.push(...this.namesWith([last], length, few - size));
    }
    return first;
  }

  /** The labels with these counts, each count's by name, or the first few of one count: walking by all where sorting takes longer. */
  private namesWith(counts: readonly number[], size: number, few = size): LabelCount[] {
    const names = new Map(counts.map((count) => [count, [] as LabelCount[]]));
    let missing = Math.min(size, few);
    for (const { name, rankedAs } of missing === 0 ? [] : this.byNameWith(counts, size)) {
      const same = names.get(rankedAs);
      if (same === undefined) continue;
      same.push([name, rankedAs]);
      missing -= 1;
      if (missing === 0) break;
    }
    return [...names.values()].flat();
  }

  private byNameWith(counts: readonly number[], size: number): Iterable<RankedLabel> {
    if (size > MOST_SORTED) return this.byName.from(() => false);
    const labels = counts.flatMap((count) => this.byCount.get(count) ?? []);
    return labels.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private putIn(label: RankedLabel): void {
    const labels = this.byCount.get(label.rankedAs);
    if (labels === undefined) this.byCount.set(label.rankedAs, [label]);
    label.slot = labels === undefined ? 0 : labels.push(label) - 1;
  }

  private takeOut({ rankedAs, slot }: RankedLabel): void {
    const labels = this.byCount.get(rankedAs);
    const last = labels?.pop();
    if (labels === undefined || last === undefined) return;
    if (labels.length === 0) this.byCount.delete(rankedAs);
    if (slot === labels.length) return;
    labels[slot] = last;
    last.slot = slot;
  }
}
