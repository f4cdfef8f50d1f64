import type { Pace } from './pace-book.js';

/** How many pieces of work are under way, by their pace. */
export type Tally = Readonly<Record<Pace, number>>;

/** How many may be: `quick` alone, `notSlow` = quick and unknown ones, `notQuick` = unknown and slow ones, `slow` alone. */
export interface Share {
  readonly all: number;
  readonly quick: number;
  readonly notSlow: number;
  readonly notQuick: number;
  readonly slow: number;
}

export const NONE: Tally = { quick: 0, unknown: 0, slow: 0 };

/** Whether one more of this pace fits into a share. */
export function fits(tally: Tally, pace: Pace, share: Share): boolean {
  const { quick, unknown, slow } = added(tally, pace, 1);
  if (quick + unknown + slow > share.all) return false;
  if (pace === 'slow') return slow <= share.slow && unknown + slow <= share.notQuick;
  if (quick + unknown > share.notSlow) return false;
  return pace === 'quick' ? quick <= share.quick : unknown + slow <= share.notQuick;
}

export function added(tally: Tally, pace: Pace, more: number): Tally {
  return { ...tally, [pace]: tally[pace] + more };
}

/**
 * The shares of all slots: however many wait of one kind, some slots are left for each of the others. Of 20 slots, quick
 * targets have at least 6, unknown ones at least 2 and slow ones at least 2.
 */
export function shareOfAll(slots: number): Share {
  return {
    all: slots,
    quick: part(slots, 0.8),
    notSlow: part(slots, 0.9),
    notQuick: part(slots, 0.7),
    slow: part(slots, 0.5),
  };
}

/** How many of all slots the servers of one owner may take: fewer than there are of each kind. */
export function shareOfOwner(slots: number): Share {
  return {
    all: part(slots, 0.75),
    quick: part(slots, 0.6),
    notSlow: part(slots, 0.75),
    notQuick: part(slots, 0.5),
    slow: part(slots, 0.4),
  };
}

/** What may be under way at one site. */
export function shareOfSite(most: number): Share {
  return {
    all: most,
    quick: most,
    notSlow: most,
    notQuick: part(most, 0.5),
    slow: part(most, 0.4),
  };
}

/** What may be under way on one host: where there is room for several, slow ones leave room for another one. */
export function shareOfHost(most: number): Share {
  return { all: most, quick: most, notSlow: most, notQuick: most, slow: Math.max(1, most - 1) };
}

function part(slots: number, share: number): number {
  return Math.max(1, Math.floor(slots * share));
}
