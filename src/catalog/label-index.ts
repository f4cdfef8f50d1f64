const NONE: ReadonlySet<string> = new Set();

/** Which servers carry a label. Most labels (names of tools) have one server, which then needs no set. */
export class LabelIndex {
  private readonly idsByLabel = new Map<string, string | Set<string>>();

  add(labels: Iterable<string>, id: string): void {
    for (const label of labels) {
      const ids = this.idsByLabel.get(label);
      if (ids === undefined) this.idsByLabel.set(label, id);
      else if (typeof ids === 'string') this.idsByLabel.set(label, new Set([ids, id]));
      else ids.add(id);
    }
  }

  remove(labels: Iterable<string>, id: string): void {
    for (const label of labels) {
      const ids = this.idsByLabel.get(label);
      if (ids === id) this.idsByLabel.delete(label);
      if (typeof ids !== 'object') continue;
      ids.delete(id);
      if (ids.size === 0) this.idsByLabel.delete(label);
    }
  }

  /** Servers with at least one of the labels. */
  withAny(labels: readonly string[]): ReadonlySet<string> {
    return labels.map((label) => this.with(label)).reduce((union, ids) => union.union(ids));
  }

  private with(label: string): ReadonlySet<string> {
    const ids = this.idsByLabel.get(label) ?? NONE;
    return typeof ids === 'string' ? new Set([ids]) : ids;
  }
}
