/** How many servers each owner has; to add and to take away cost the same however many there are. */
export class OwnerTally {
  private readonly counts = new Map<string, number>();
  private sum = 0;
  /** `undefined` = to be found again. */
  private first: string | undefined;

  get total(): number {
    return this.sum;
  }

  of(owner: string): number {
    return this.counts.get(owner) ?? 0;
  }

  /** Owners with servers. */
  owners(): Iterable<string> {
    return this.counts.keys();
  }

  get size(): number {
    return this.counts.size;
  }

  /** The owner of most servers; `''` when there is none. */
  get largest(): string {
    if (this.first === undefined) {
      this.first = '';
      for (const [owner, count] of this.counts) this.compare(owner, count);
    }
    return this.first;
  }

  add(owner: string, by: 1 | -1): void {
    const count = this.of(owner) + by;
    this.sum += by;
    if (count === 0) this.counts.delete(owner);
    else this.counts.set(owner, count);
    if (by > 0) this.compare(owner, count);
    else if (owner === this.first) this.first = undefined;
  }

  private compare(owner: string, count: number): void {
    if (this.first !== undefined && count > this.of(this.first)) this.first = owner;
  }
}
