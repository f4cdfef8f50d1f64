/** Which servers carry a label. */
export class LabelIndex {
  private readonly idsByLabel = new Map<string, Set<string>>();

  add(labels: Iterable<string>, id: string): void {
    for (const label of labels) {
      const ids = this.idsByLabel.get(label);
      if (ids === undefined) this.idsByLabel.set(label, new Set([id]));
      else ids.add(id);
    }
  }

  remove(labels: Iterable<string>, id: string): void {
    for (const label of labels) {
      const ids = this.idsByLabel.get(label);
      ids?.delete(id);
      if (ids?.size === 0) this.idsByLabel.delete(label);
    }
  }

  /** Servers with at least one of the labels. */
  withAny(labels: readonly string[]): ReadonlySet<string> {
    const [first, ...rest] = labels.map((label) => this.idsByLabel.get(label) ?? new Set<string>());
    if (first === undefined) return new Set();
    return rest.reduce<ReadonlySet<string>>((union, ids) => union.union(ids), first);
  }
}
