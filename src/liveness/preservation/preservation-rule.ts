import type { ClaimLimits, LeaseCounts } from '../../leases/lease-table.js';
import { recentMs, termMs } from '../../manifest/lease-terms.js';
import { Apart } from '../influence/apart.js';
import { LEAST, limitOf, SHARE, type Weighing } from '../influence/weigh.js';

/** `auto` holds marks back for a while, `on` for as long as it is set, `off` never for longer than spreading takes. */
export const PRESERVATION_MODES = ['auto', 'on', 'off'] as const;
export type PreservationMode = (typeof PRESERVATION_MODES)[number];

/** After this time it is not a failure of the directory itself any more. */
export const HOLD_MS = 15 * 60_000;

const MINUTE_MS = 60_000;

/** Since when too many servers are gone. */
export interface Episode {
  /** Epoch ms. */
  readonly since: number;
  /** The same in lease time, ms. */
  readonly countedAt: number;
  /** How many servers were leased then. */
  readonly leased: number;
}

/** A time (lease time, ms) in which marks do not age. */
export interface Hold {
  readonly from: number;
  readonly until: number;
}

/** What the replicas share of it. */
export interface PreservationState {
  readonly mode: PreservationMode;
  readonly episode: Episode | null;
  /** Lease time (ms) until which all marks have been accepted; `null` = none were. */
  readonly acceptedAt: number | null;
  /**
   * The last episode that ended by recovery, and as long after it as a mark counts: those still missing have a full
   * term then, and only the marks from before tell that they are no new loss.
   */
  readonly kept: Hold | null;
}

/** What is to be done, and the figures that it was decided from. */
export interface Verdict {
  /** Marks are being held back, or spread. */
  readonly active: boolean;
  /** Nothing is marked, and what was marked goes on counting. */
  readonly holds: boolean;
  /** So many came back that nothing is held any more: those still missing get a full term to follow, once. */
  readonly recovers: boolean;
  /** That so many are gone is accepted: what was marked until now counts no more. */
  readonly accepts: boolean;
  /** Leased servers that were not marked long before. */
  readonly leased: number;
  /** Most that may be gone at once; `null` = no limit in so small a fleet. */
  readonly limit: number | null;
  /** What a sweep may claim. */
  readonly claims: ClaimLimits;
  /** The owner of too many that are gone, while others are not: its servers are marked little by little. */
  readonly apart: Apart | null;
  /** For how many ms a mark counts as one of those that are gone at once. */
  readonly countsFor: (intervalSeconds: number) => number;
}

/**
 * Are too many going at once? Those that ran out, and those marked lately and not back, are counted against 15 % of
 * the leased, each with the influence that it has. All figures are of this moment: there is no expectation that could
 * drift. Nobody is held forever: after 15 minutes the waiting are marked at 15 % a minute.
 */
export function judge(
  state: PreservationState,
  counts: LeaseCounts,
  weighing: Weighing,
  leaseMs: number,
): Verdict {
  const leased = counts.live + counts.recent;
  const { limit } = weighing;
  // With nothing to mark there is nothing to hold back, however small the fleet has become.
  const { expired, recent } = counts;
  const tooMany = weighing.tooMany && expired > 0;
  const active = tooMany || state.mode === 'on';
  const drainMs = drainingFor(state, leaseMs);
  // Without a wait there is nothing that shows the loss to be real: what is marked goes on counting.
  const accepts = drainMs !== null && state.mode === 'auto';
  const figures = { active, leased, limit, accepts, apart: active ? null : apartOf(weighing) };
  if (!active) {
    const window = fleetWindowMs(counts.intervals);
    return {
      ...figures,
      holds: false,
      recovers: state.episode !== null && drainMs === null,
      // Those that are gone now may go; not so many more that it would be too many.
      claims: {
        live: Infinity,
        marked: Infinity,
        pace: { atOnce: expired + recent + weighing.room },
      },
      countsFor: (intervalSeconds) =>
        limit === null ? 0 : Math.max(recentMs(intervalSeconds), window),
    };
  }
  if (drainMs === null) {
    const claims = { live: 0, marked: 0, pace: { atOnce: 0 } };
    return { ...figures, holds: true, recovers: false, claims, countsFor: () => 0 };
  }
  const perMinute = Math.max(
    LEAST,
    Math.floor(SHARE * Math.max(leased, state.episode?.leased ?? 0)),
  );
  const budget = Math.floor((perMinute * drainMs) / MINUTE_MS);
  const pace = { episode: state.episode?.countedAt ?? 0, budget };
  return {
    ...figures,
    holds: false,
    recovers: false,
    claims: { live: Infinity, marked: 0, pace },
    countsFor: (intervalSeconds) => (accepts ? 0 : recentMs(intervalSeconds)),
  };
}

function apartOf({ apart }: Weighing): Apart | null {
  if (apart === null) return null;
  const { counted, marked } = apart.share;
  return new Apart(apart.owner, limitOf(counted) - marked);
}

/** For how many ms the waiting have been marked little by little; `null` = they are not yet. */
function drainingFor({ mode, episode }: PreservationState, leaseMs: number): number | null {
  if (mode === 'on' || episode === null) return null;
  const ms = leaseMs - episode.countedAt - (mode === 'off' ? 0 : HOLD_MS);
  return ms < 0 ? null : ms;
}

/**
 * Servers that fall silent at the same moment run out one after the other, each after its own term. What is marked
 * counts until 85 % of the fleet would have run out too, so that slow members do not hide how many are gone; at
 * most for as long as marks are held back.
 */
function fleetWindowMs(intervals: ReadonlyMap<number, number>): number {
  const ascending = [...intervals].sort(([a], [b]) => a - b);
  const total = ascending.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [interval, count] of ascending) {
    seen += count;
    if (seen >= (1 - SHARE) * total) return Math.min(termMs(interval), HOLD_MS);
  }
  return 0;
}
