import { OwnerTally } from '../../liveness/influence/owner-tally.js';
import { LEAST, weigh, type OwnerShare } from '../../liveness/influence/weigh.js';

/** A server counts for so many of its own pauses between probes, and for a minute at least. */
const PAUSES = 2;
const MINUTE_MS = 60_000;

/** For so long it may be the directory's own way out that is broken; then it is believed. */
const LONGEST_MS = 15 * MINUTE_MS;

const PRUNE_EVERY_MS = 1_000;

/** The servers of so many owners are weighed again with each probe, those of more once a second. */
const FEW_OWNERS = 200;

/** What a probe found, beside what is stored of the server. */
export interface Found {
  readonly good: boolean;
  /** So it is stored. */
  readonly wasGood: boolean;
  /** Milliseconds until its next probe. */
  readonly againInMs: number;
  /** Whose server it is. */
  readonly owner: string;
  /** It has lived for long enough to count. */
  readonly counts: boolean;
}

/** Servers by name, each with the time until it counts, and how many of them each owner has. */
class Counted {
  private readonly servers = new Map<string, { readonly owner: string; readonly until: number }>();
  readonly owners = new OwnerTally();

  get size(): number {
    return this.servers.size;
  }

  set(name: string, owner: string, until: number): void {
    this.delete(name);
    this.servers.set(name, { owner, until });
    this.owners.add(owner, 1);
  }

  delete(name: string): void {
    const known = this.servers.get(name);
    if (known === undefined) return;
    this.servers.delete(name);
    this.owners.add(known.owner, -1);
  }

  prune(now: number): void {
    for (const [name, { until }] of this.servers) if (until <= now) this.delete(name);
  }
}

/**
 * Asks whether too many servers go from good to bad at once for it to be their own fault, among those that this
 * process probed lately; each has the influence of `weigh.ts`. While that is so, a server that has gone stays as it is
 * stored: its next probe asks again. Times are monotonic ms.
 */
export class MassGuard {
  /** Servers probed lately and those that have gone lately, marked or not. */
  private readonly seen = new Counted();
  private readonly gone = new Counted();
  private prunedAt = -Infinity;
  private weighedAt = -Infinity;
  private since: number | undefined;

  /** Takes in what a probe found, and says whether that is to be held back. */
  holdsBack(name: string, found: Found, now: number): boolean {
    const { good, wasGood, againInMs, owner, counts } = found;
    this.prune(now);
    if (counts) {
      const until = now + Math.max(PAUSES * againInMs, MINUTE_MS);
      this.seen.set(name, owner, until);
      if (good) this.gone.delete(name);
      else if (wasGood) this.gone.set(name, owner, until);
      this.weigh(now);
    }
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

  private weigh(now: number): void {
    const { owners } = this.gone;
    if (owners.size > FEW_OWNERS && now - this.weighedAt < PRUNE_EVERY_MS) return;
    this.weighedAt = now;
    if (this.areTooMany()) this.since ??= now;
    else this.since = undefined;
  }

  private areTooMany(): boolean {
    if (this.gone.size <= LEAST) return false;
    const { largest } = this.seen.owners;
    const all = { counted: this.seen.size, gone: this.gone.size };
    const missing = [...this.missing()];
    return weigh({ all, largest, largestShare: this.shareOf(largest), missing }, 0).tooMany;
  }

  private *missing(): Generator<readonly [string, OwnerShare]> {
    for (const owner of this.gone.owners.owners()) yield [owner, this.shareOf(owner)];
  }

  private shareOf(owner: string): OwnerShare {
    return { counted: this.seen.owners.of(owner), gone: this.gone.owners.of(owner), marked: 0 };
  }

  private prune(now: number): void {
    if (now - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = now;
    this.seen.prune(now);
    this.gone.prune(now);
  }
}
