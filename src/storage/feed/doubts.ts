/**
 * A newly elected primary may show an older state for a moment, even of what a majority has acknowledged (MongoDB's
 * SERVER-53813): what is missing there is believed only when it is missing for so long.
 */
const LASTING_MS = 10_000;

interface Doubt {
  /** Monotonic ms at which the difference was first seen. */
  readonly since: number;
  /** When the look began that found it, see `KnownRecords.unchangedSince`. */
  readonly moment: number;
}

/** Records that the store seemed to have gone back on; believed only when that has lasted. */
export class Doubts {
  private readonly doubts = new Map<string, Doubt>();

  /** Notes a difference; an earlier one of the same record keeps its time. */
  note(key: string, since: number, moment: number): void {
    if (!this.doubts.has(key)) this.doubts.set(key, { since, moment });
  }

  /** The record has changed here: what differs from now on is another doubt. */
  forget(key: string): void {
    this.doubts.delete(key);
  }

  /** Takes out those that have lasted, by the moment of their first look; `now` is monotonic ms. */
  take(now: number): Map<number, string[]> {
    const due = new Map<number, string[]>();
    for (const [key, { since, moment }] of this.doubts) {
      if (now - since < LASTING_MS) continue;
      this.doubts.delete(key);
      const keys = due.get(moment);
      if (keys === undefined) due.set(moment, [key]);
      else keys.push(key);
    }
    return due;
  }
}
