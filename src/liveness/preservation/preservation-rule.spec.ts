import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LeaseCounts } from '../../leases/lease-table.js';
import { weigh } from '../influence/weigh.js';
import {
  HOLD_MS,
  judge as judgeWeighed,
  PRESERVATION_MODES,
  type PreservationMode,
  type PreservationState,
  type Verdict,
} from './preservation-rule.js';

const MINUTE = 60_000;

interface Figures {
  readonly live: number;
  readonly expired?: number;
  readonly recent?: number;
  readonly intervals?: ReadonlyMap<number, number>;
}

function counts({ live, expired = 0, recent = 0, intervals }: Figures): LeaseCounts {
  const all = intervals ?? new Map([[30, live]]);
  return { live, total: live + recent, expired, recent, intervals: all, expectedPerMinute: 0 };
}

/** With all servers of one owner, which all count. */
function judge(known: PreservationState, found: LeaseCounts, leaseMs: number): Verdict {
  const { live, expired, recent } = found;
  const share = { counted: live + recent, gone: expired + recent, marked: recent };
  const missing = share.gone > 0 ? ([['a', share]] as const) : [];
  const weighing = weigh({ all: share, largest: 'a', largestShare: share, missing });
  return judgeWeighed(known, found, weighing, leaseMs);
}

function state(mode: PreservationMode, heldMs?: number): PreservationState {
  if (heldMs === undefined) return { mode, episode: null, acceptedAt: null, kept: null };
  return {
    mode,
    episode: { since: 0, countedAt: -heldMs, leased: 1_000 },
    acceptedAt: null,
    kept: null,
  };
}

describe(judgeWeighed.name, () => {
  it.each([
    { live: 8, expired: 3, active: false, limit: null },
    { live: 10, expired: 10, active: false, limit: null },
    { live: 11, expired: 3, active: false, limit: 3 },
    { live: 12, expired: 2, active: false, limit: 3 },
    { live: 12, expired: 4, active: true, limit: 3 },
    { live: 1_000, expired: 150, active: false, limit: 150 },
    { live: 1_000, expired: 151, active: true, limit: 150 },
    { live: 850, expired: 1, recent: 150, active: true, limit: 150 },
    { live: 850, expired: 0, recent: 150, active: false, limit: 150 },
  ])('should say of $live live, $expired expired and $recent recent: $active', (one) => {
    const { active, limit, claims } = judge(state('auto'), counts(one), 0);
    expect({ active, limit }).toEqual({ active: one.active, limit: one.limit });
    expect(claims.live).toBe(active ? 0 : Infinity);
    expect(claims.pace).toEqual({ atOnce: active ? 0 : (limit ?? Infinity) });
  });

  it('should hold everything for 15 minutes, then mark 15 % a minute', () => {
    const many = counts({ live: 850, expired: 700, recent: 150 });
    const held = judge(state('auto', HOLD_MS - 1), many, 0);
    expect(held).toMatchObject({ active: true, holds: true, claims: { live: 0, marked: 0 } });
    const later = judge(state('auto', HOLD_MS + 2 * MINUTE), many, 0);
    expect(later).toMatchObject({ active: true, holds: false, claims: { marked: 0 } });
    expect(later.claims.pace).toEqual({ episode: -HOLD_MS - 2 * MINUTE, budget: 300 });
    expect(later.countsFor(30)).toBe(0);
  });

  it('should give who is still missing a full term when the others came back', () => {
    const few = counts({ live: 990, expired: 100, recent: 10 });
    expect(judge(state('auto', MINUTE), few, 0)).toMatchObject({ active: false, recovers: true });
    expect(judge(state('auto', HOLD_MS), few, 0)).toMatchObject({ active: false, recovers: false });
    expect(judge(state('auto'), few, 0)).toMatchObject({ active: false, recovers: false });
  });

  it('should accept what is gone when the way out begins', () => {
    const many = counts({ live: 850, expired: 700, recent: 150 });
    expect(judge(state('auto', HOLD_MS - 1), many, 0).accepts).toBe(false);
    expect(judge(state('auto', HOLD_MS), many, 0).accepts).toBe(true);
    const few = counts({ live: 300, expired: 9, recent: 0 });
    expect(judge(state('auto', HOLD_MS), few, 0)).toMatchObject({ active: false, accepts: true });
    expect(judge(state('auto'), few, 0).accepts).toBe(false);
    // Nothing was waited for.
    expect(judge(state('off', HOLD_MS), many, 0).accepts).toBe(false);
    expect(judge(state('off', HOLD_MS), many, 0).countsFor(5)).toBe(MINUTE);
  });

  it('should hold nothing back where nothing is to be marked', () => {
    expect(judge(state('auto'), counts({ live: 6, recent: 5 }), 0).active).toBe(false);
    expect(judge(state('auto'), counts({ live: 6, expired: 1, recent: 5 }), 0).active).toBe(true);
    expect(judge(state('auto'), counts({ live: 5 }), 0).countsFor(30)).toBe(0);
  });

  it('should not slow down because fewer are left', () => {
    const few = counts({ live: 120, expired: 40, recent: 0 });
    expect(judge(state('auto', HOLD_MS + MINUTE), few, 0).claims.pace).toHaveProperty(
      'budget',
      150,
    );
  });

  it('should let an operator end the waiting, or hold on', () => {
    const many = counts({ live: 850, expired: 700, recent: 150 });
    expect(judge(state('off', MINUTE), many, 0).claims.pace).toHaveProperty('budget', 150);
    expect(judge(state('off'), counts({ live: 850, expired: 9 }), 0).active).toBe(false);
    const long = judge(state('on', 10 * HOLD_MS), counts({ live: 5, expired: 1 }), 0);
    expect(long).toMatchObject({ active: true, holds: true, claims: { live: 0, marked: 0 } });
  });

  it('should count a mark for a minute, for its own term, or for that of most others', () => {
    const of = (intervals: ReadonlyMap<number, number>) =>
      judge(state('auto'), counts({ live: 100, intervals }), 0);
    expect(of(new Map([[5, 100]])).countsFor(5)).toBe(MINUTE);
    expect(of(new Map([[5, 100]])).countsFor(3_600)).toBe(3 * 3_600_000);
    const mixed = of(
      new Map([
        [5, 80],
        [60, 10],
        [3_600, 10],
      ]),
    );
    expect(mixed.countsFor(5)).toBe(3 * MINUTE);
    expect(of(new Map([[3_600, 100]])).countsFor(5)).toBe(HOLD_MS);
  });

  it('should hold back exactly when more are gone than may, or an operator says so', () => {
    const figure = fc.nat(5_000);
    fc.assert(
      fc.property(figure, figure, figure, fc.nat(3 * HOLD_MS), (live, expired, recent, held) => {
        const found = counts({ live, expired: Math.min(expired, live), recent });
        for (const mode of PRESERVATION_MODES) {
          const { active, limit, claims } = judge(state(mode, held), found, 0);
          const tooMany = limit !== null && found.expired > 0 && found.expired + recent > limit;
          expect(active).toBe(tooMany || mode === 'on');
          const mayGo = limit === null ? Infinity : Math.max(limit, found.expired + recent);
          if (!active) expect(claims.pace).toEqual({ atOnce: mayGo });
          else expect(claims.live === 0 || 'budget' in claims.pace).toBe(true);
          expect(claims.marked).toBe(active ? 0 : Infinity);
        }
      }),
    );
  });
});
