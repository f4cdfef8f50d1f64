/** With so few servers or fewer nothing is held back: one of five is not a flood. */
const SMALL_FLEET = 10;

/** Share of the servers that may go at once. */
export const SHARE = 0.15;

/** However few there are, so many may go at once. */
export const LEAST = 3;

/** One owner counts for at most so many times as many servers as all others together. */
const MOST_TIMES = 5;

/** How many servers count, and how many of them are gone. */
export interface Share {
  readonly counted: number;
  readonly gone: number;
}

/** The same of one owner. */
export interface OwnerShare extends Share {
  /** How many of those that are gone are marked already. */
  readonly marked: number;
}

/** Servers by owner. */
export interface Shares {
  readonly all: Share;
  /** The owner of most servers. */
  readonly largest: string;
  readonly largestShare: Share;
  /** The owners of whose servers some are gone; read twice. */
  readonly missing: Iterable<readonly [owner: string, share: OwnerShare]>;
}

/** What {@link weigh} finds. */
export interface Weighing {
  /** Most that may be gone at once; `null` = no limit in so small a fleet. */
  readonly limit: number | null;
  /** More are gone than may, and that does not hang on any one owner. */
  readonly tooMany: boolean;
  /** More are gone than may, but not without this owner's. */
  readonly apart: { readonly owner: string; readonly share: OwnerShare } | null;
  /** How many more may go before it is too many; the servers of the owner apart are left out. */
  readonly room: number;
}

/** How many of so many servers may be gone at once. */
export function limitOf(counted: number): number {
  return Math.max(LEAST, Math.floor(SHARE * counted));
}

/**
 * Are so many servers gone at once that it is more likely the directory's own fault? Such a fault affects all owners. So
 * it must still be too many without the servers of any one owner: nobody brings it about alone, however many servers are
 * registered from one address. Where there is only one owner, its servers decide. And nobody rules it out by number
 * alone: however many servers one owner has, it is too many when almost all servers of all others are gone.
 * @param freeUpTo - so many servers may all go at once
 */
export function weigh(shares: Shares, freeUpTo = SMALL_FLEET): Weighing {
  const { all, largestShare } = shares;
  if (all.counted <= freeUpTo) return { limit: null, tooMany: false, apart: null, room: Infinity };
  const plain = weighWith(shares, largestShare);
  const others = all.counted - largestShare.counted;
  const cut = (MOST_TIMES * others) / largestShare.counted;
  if (plain.tooMany || others === 0 || cut >= 1) return plain;
  const bounded = weighWith(shares, {
    counted: cut * largestShare.counted,
    gone: cut * largestShare.gone,
  });
  return bounded.tooMany ? bounded : plain;
}

/** @param influence - what the largest owner counts for. It may be a fraction, so nothing is ever subtracted from it. */
function weighWith({ all, largest, largestShare, missing }: Shares, influence: Share): Weighing {
  const others = minus(all, largestShare);
  const fleet = plus(others, influence);
  const limit = limitOf(fleet.counted);
  if (fleet.gone <= limit) {
    return { limit, tooMany: false, apart: null, room: Math.floor(limit - fleet.gone) };
  }
  let apart: Weighing['apart'] = null;
  let worst = -Infinity;
  let room = 0;
  for (const [owner, share] of missing) {
    const left = all.counted - share.counted;
    if (left === 0) continue;
    const rest = owner === largest ? others : plus(minus(others, share), influence);
    const isSmall = left <= SMALL_FLEET;
    const mayGo = isSmall ? rest.counted : limitOf(rest.counted);
    const isTooMany = isSmall ? rest.gone >= rest.counted : rest.gone > mayGo;
    const excess = share.gone - SHARE * share.counted;
    if (isTooMany || excess <= worst) continue;
    worst = excess;
    apart = { owner, share };
    room = Math.floor(mayGo - rest.gone);
  }
  return { limit, tooMany: apart === null, apart, room };
}

function minus(a: Share, b: Share): Share {
  return { counted: a.counted - b.counted, gone: a.gone - b.gone };
}

function plus(a: Share, b: Share): Share {
  return { counted: a.counted + b.counted, gone: a.gone + b.gone };
}
