/** More returns than this within a window are flapping. */
const TOLERATED_RETURNS = 3;

const SHORTEST_WINDOW_MS = 600_000;
const WINDOW_INTERVALS = 20;

/** Whether a server goes stale and comes back again and again. */
export interface Flapping {
  /** Counted times (ms) of its latest returns, oldest first, no more than needed. */
  readonly returns: readonly number[];
  readonly flapping: boolean;
}

/** Of a server that has not come back from anything yet. */
export const STEADY: Flapping = { returns: [], flapping: false };

/** Milliseconds within which returns add up, and for which a flapping server has to be steady. */
export function flapWindowMs(intervalSeconds: number): number {
  return Math.max(SHORTEST_WINDOW_MS, WINDOW_INTERVALS * intervalSeconds * 1_000);
}

/** A stale or offline server was heard of again; `now` is counted time. */
export function returned(before: Flapping, intervalSeconds: number, now: number): Flapping {
  const start = now - flapWindowMs(intervalSeconds);
  const returns = [...before.returns.filter((at) => at > start), now].slice(
    -(TOLERATED_RETURNS + 1),
  );
  const unsteady = before.flapping && !isSteady(before, intervalSeconds, now);
  return { returns, flapping: unsteady || returns.length > TOLERATED_RETURNS };
}

/** Whether the last return is a whole window ago. */
export function isSteady({ returns }: Flapping, intervalSeconds: number, now: number): boolean {
  return now - (returns.at(-1) ?? -Infinity) >= flapWindowMs(intervalSeconds);
}
