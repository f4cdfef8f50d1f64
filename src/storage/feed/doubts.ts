interface Doubt {
  /** Monotonic ms at which the difference was first seen. */
  readonly since: number;
  /** When the look began that found it, see `KnownRecords.unchangedSince`. */
  readonly moment: number;
}

/** Records that the store seemed to have gone back on; believed only when that has lasted. */
export class Doubts {
  private readonly doubts = new Map<string, Doubt>();

  get size(): number {
    return this.doubts.size;
  }

  /** Notes a difference; an earlier one of the same record keeps its time. */
  note(key: string, since: number, moment: number): void {
    if (!this.doubts.has(key)) this.doubts.set(key, { since, moment });
  }

  /** Takes out those that were first seen at this time or before, by the moment of their first look. */
  take(until: number): Map<number, string[]> {
    const due = new Map<number, string[]>();
    for (const [key, { since, moment }] of this.doubts) {
      if (since > until) continue;
      this.doubts.delete(key);
      const keys = due.get(moment);
      if (keys === undefined) due.set(moment, [key]);
      else keys.push(key);
    }
    return due;
  }
}
