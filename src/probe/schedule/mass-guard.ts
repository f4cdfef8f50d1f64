/** Fewer than these may always go. */
const FEW = 3;

/** So many of those that were probed lately may go at once. */
const SHARE = 0.15;

/** A server counts for so many of its own pauses between probes, and for a minute at least. */
const PAUSES = 2;
const MINUTE_MS = 60_000;

/** For so long it may be the directory's own way out that is broken; then it is believed. */
const LONGEST_MS = 15 * MINUTE_MS;

const PRUNE_EVERY_MS = 1_000;

/** What a probe found, beside what is stored of the server. */
export interface Found {
  readonly good: boolean;
  /** So it is stored. */
  readonly wasGood: boolean;
  /** Milliseconds until its next probe. */
  readonly againInMs: number;
}

/**
 * Asks whether too many servers go from good to bad at once for it to be their own fault, among those that this
 * process probed lately. While that is so, a server that has gone stays as it is stored: its next probe asks again.
 * Times are monotonic ms.
 */
export class MassGuard {
  /** Servers probed lately and those that have gone lately, marked or not; each with the time until it counts. */
  private readonly seen = new Map<string, number>();
  private readonly gone = new Map<string, number>();
  private prunedAt = -Infinity;
  private since: number | undefined;

  /** Takes in what a probe found, and says whether that is to be held back. */
  holdsBack(name: string, { good, wasGood, againInMs }: Found, now: number): boolean {
    this.prune(now);
    const until = now + Math.max(PAUSES * againInMs, MINUTE_MS);
    this.seen.set(name, until);
    if (good) this.gone.delete(name);
    else if (wasGood) this.gone.set(name, until);
    if (this.gone.size <= Math.max(FEW, SHARE * this.seen.size)) this.since = undefined;
    else this.since ??= now;
    return wasGood && !good && this.isHolding(now);
  }

  /** Whether marks are held back now. */
  isHolding(now: number): boolean {
    return this.since !== undefined && now - this.since < LONGEST_MS;
  }

  /** What it is decided from. */
  get figures(): { readonly probed: number; readonly gone: number } {
    return { probed: this.seen.size, gone: this.gone.size };
  }

  private prune(now: number): void {
    if (now - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = now;
    for (const servers of [this.seen, this.gone]) {
      for (const [name, until] of servers) if (until <= now) servers.delete(name);
    }
  }
}
