import { phaseMs, termMs } from '../../manifest/lease-terms.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { ownerOf } from './owner-of.js';
import { OwnerTally } from './owner-tally.js';
import type { Share, Shares } from './weigh.js';

/** A server that has lived for so long, and for two of its terms, is never new: it was heard of again by then. */
const GROWN_UP_MS = 10 * 60_000;
const TERMS = 2;

/** Nothing lives in the future for longer than this: the machine's clock was set back. */
const AHEAD_MS = 60_000;

/** So many new servers are looked through each time; more than that once a second. */
const FEW = 1_000;
const LOOK_EVERY_MS = 1_000;

/** What became of one server, as the catalog tells. */
interface Change {
  readonly before: { readonly record: ServerRecord } | undefined;
  readonly after: { readonly record: ServerRecord } | undefined;
}

/** What the age of a server goes by. */
type Aged = Pick<ServerRecord, 'registeredAt' | 'intervalSeconds'>;

interface Young extends Aged {
  readonly owner: string;
}

/**
 * Which leased servers count for self-preservation, by owner: those that have lived for ten minutes and two terms, or, while
 * the directory itself is young, for half as long as its oldest server. Follows the catalog's changes; each costs the same however many
 * servers there are. Times are epoch ms.
 */
export class OwnerCensus {
  /** Live servers that count. */
  private readonly tally = new OwnerTally();
  /** Live servers that do not count yet. */
  private readonly young = new Map<string, Young>();
  private oldest = Infinity;
  private lookedAt = -Infinity;

  /** Takes in a change of one server. */
  hear({ before, after }: Change, now: number): void {
    if (before !== undefined && isLive(before.record)) this.forget(before.record);
    if (after === undefined) return;
    this.oldest = Math.min(this.oldest, after.record.registeredAt);
    if (isLive(after.record)) this.take(after.record, now);
  }

  /** Whether a server has lived, or had when its lease ran out, for long enough to count. */
  hasLived(record: ServerRecord, now: number): boolean {
    return this.isGrownUp(record, untilOf(record, now));
  }

  /**
   * The servers that count, and those of them that are missing. `missing` are those that ran out or were marked lately, or some of them, each
   * of which stands for `weight` servers.
   */
  shares(missing: readonly ServerRecord[], weight: number, now: number): Shares {
    this.raise(now);
    const byOwner = new Map<string, { counted: number; gone: number; marked: number }>();
    const all = { counted: this.tally.total, gone: 0 };
    for (const record of missing) {
      const live = isLive(record);
      if (live ? this.young.has(recordKey(record)) : !this.hasLived(record, now)) continue;
      const owner = ownerOf(record);
      const known = byOwner.get(owner);
      const share = known ?? { counted: this.tally.of(owner), gone: 0, marked: 0 };
      byOwner.set(owner, share);
      share.gone += weight;
      all.gone += weight;
      if (live) continue;
      // A marked one is not among the live.
      share.marked += weight;
      share.counted += weight;
      all.counted += weight;
    }
    return { all, ...this.largestOf(byOwner), missing: byOwner };
  }

  private largestOf(missing: ReadonlyMap<string, Share>): Pick<Shares, 'largest' | 'largestShare'> {
    let { largest } = this.tally;
    let largestShare = missing.get(largest) ?? { counted: this.tally.of(largest), gone: 0 };
    for (const [owner, share] of missing) {
      if (share.counted > largestShare.counted) {
        largest = owner;
        largestShare = share;
      }
    }
    return { largest, largestShare };
  }

  private take(record: ServerRecord, now: number): void {
    const { registeredAt, intervalSeconds } = record;
    const owner = ownerOf(record);
    if (hasAge(record, now, neededMs(record))) this.tally.add(owner, 1);
    else this.young.set(recordKey(record), { owner, registeredAt, intervalSeconds });
  }

  private forget(record: ServerRecord): void {
    if (!this.young.delete(recordKey(record))) this.tally.add(ownerOf(record), -1);
  }

  /** Those that were new and have lived long enough by now. */
  private raise(now: number): void {
    const { young } = this;
    if (young.size > FEW && Math.abs(now - this.lookedAt) < LOOK_EVERY_MS) return;
    this.lookedAt = now;
    for (const [name, server] of young) {
      if (!this.isGrownUp(server, now)) continue;
      young.delete(name);
      this.tally.add(server.owner, 1);
    }
  }

  private isGrownUp(server: Aged, now: number): boolean {
    const half = Math.max(0, now - this.oldest) / 2;
    return hasAge(server, now, Math.min(neededMs(server), half));
  }
}

function isLive({ intervalSeconds, removed, liveness }: ServerRecord): boolean {
  return intervalSeconds > 0 && !removed && liveness === 'live';
}

function neededMs({ intervalSeconds }: Aged): number {
  return Math.max(GROWN_UP_MS, TERMS * termMs(intervalSeconds));
}

function hasAge({ registeredAt }: Aged, now: number, ms: number): boolean {
  const lived = now - registeredAt;
  return lived >= ms || lived < -AHEAD_MS;
}

/** Until when a server has lived: when it became stale, if it did. */
function untilOf({ liveness, livenessSince, intervalSeconds }: ServerRecord, now: number): number {
  if (liveness === 'live') return now;
  return livenessSince - (liveness === 'offline' ? phaseMs('stale', intervalSeconds) : 0);
}
