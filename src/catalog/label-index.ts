import { type LabelCount, topRanked } from './label-rank.js';

/** Up to this many servers are kept in a list: most labels (names of tools) have one or two. */
const FEW = 16;

type Ids = string[] | Set<string>;

/** Which servers carry a label. */
export class LabelIndex {
  private readonly idsByLabel = new Map<string, Ids>();

  /** Files a server that is not filed under these labels. */
  add(labels: Iterable<string>, id: string): void {
    for (const label of labels) {
      const ids = this.idsByLabel.get(label);
      if (ids === undefined) this.idsByLabel.set(label, [id]);
      else if (ids instanceof Set) ids.add(id);
      else if (ids.push(id) > FEW) this.idsByLabel.set(label, new Set(ids));
    }
  }

  remove(labels: Iterable<string>, id: string): void {
    for (const label of labels) {
      const ids = this.idsByLabel.get(label);
      if (ids instanceof Set) ids.delete(id);
      else if (ids?.includes(id) === true) ids.splice(ids.indexOf(id), 1);
      if (ids !== undefined && sizeOf(ids) === 0) this.idsByLabel.delete(label);
    }
  }

  /** Servers with at least one of the labels. */
  withAny(labels: readonly string[]): ReadonlySet<string> {
    return labels.map((label) => this.with(label)).reduce((union, ids) => union.union(ids));
  }

  /** How many labels there are. */
  get size(): number {
    return this.idsByLabel.size;
  }

  /** The labels that most servers carry. */
  top(few: number): LabelCount[] {
    return topRanked(this.counts(), few);
  }

  private *counts(): Iterable<LabelCount> {
    for (const [label, ids] of this.idsByLabel) yield [label, sizeOf(ids)];
  }

  private with(label: string): ReadonlySet<string> {
    const ids = this.idsByLabel.get(label) ?? [];
    return ids instanceof Set ? ids : new Set(ids);
  }
}

function sizeOf(ids: Ids): number {
  return ids instanceof Set ? ids.size : ids.length;
}
