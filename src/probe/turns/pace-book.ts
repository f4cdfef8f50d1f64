/** How long a target took when it was asked last: `slow` ones held their slot for long, perhaps without an answer. */
export type Pace = 'quick' | 'unknown' | 'slow';

/** Milliseconds within which a target is done that counts as quick. */
const QUICK_MS = 1_000;

/** Some 150 bytes each; which targets there are is for members to say. */
const MOST_KEPT = 50_000;

/** Remembers how quick targets were, the ones least recently asked forgotten. */
export class PaceBook {
  private readonly slow = new Map<string, boolean>();

  constructor(private readonly mostKept = MOST_KEPT) {}

  of(target: string): Pace {
    const slow = this.slow.get(target);
    if (slow === undefined) return 'unknown';
    return slow ? 'slow' : 'quick';
  }

  /** Writes down how long a target took. */
  note(target: string, tookMs: number): void {
    this.slow.delete(target);
    this.slow.set(target, tookMs >= QUICK_MS);
    const [oldest = target] = this.slow.keys();
    if (this.slow.size > this.mostKept) this.slow.delete(oldest);
  }
}
