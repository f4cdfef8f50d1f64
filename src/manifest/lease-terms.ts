import type { Liveness } from './status.js';

/** A lease runs out after this many heartbeat intervals: the server is stale. */
const STALE_AFTER_INTERVALS = 3;

/** After this many intervals without a heartbeat the server is offline. */
const OFFLINE_AFTER_INTERVALS = 9;

/** An offline server is removed after this long. */
const REMOVE_AFTER_MS = 24 * 3_600_000;

/** A mark is recent for at least this long. */
const MIN_RECENT_MS = 60_000;

/** Milliseconds that a heartbeat keeps a server live. */
export function termMs(intervalSeconds: number): number {
  return STALE_AFTER_INTERVALS * intervalSeconds * 1_000;
}

/** Milliseconds between the marks of two states: how long a server stays stale, or offline. */
export function phaseMs(phase: Liveness, intervalSeconds: number): number {
  switch (phase) {
    case 'live':
      return termMs(intervalSeconds);
    case 'stale':
      return (OFFLINE_AFTER_INTERVALS - STALE_AFTER_INTERVALS) * intervalSeconds * 1_000;
    case 'offline':
      return REMOVE_AFTER_MS;
  }
}

/** Milliseconds for which the mark of a server that has not come back is recent. */
export function recentMs(intervalSeconds: number): number {
  return Math.max(MIN_RECENT_MS, termMs(intervalSeconds));
}

/** What is left of {@link recentMs} when the phase ends in `remainingMs`, which is negative when it should have. */
export function recentMsLeft(
  phase: Liveness,
  intervalSeconds: number,
  remainingMs: number,
): number {
  if (phase === 'live') return 0;
  const untilEnd = phase === 'stale' ? 0 : phaseMs('stale', intervalSeconds);
  const sinceMark = untilEnd + phaseMs(phase, intervalSeconds) - remainingMs;
  const wholeMs = recentMs(intervalSeconds);
  return Math.max(0, Math.min(wholeMs, wholeMs - sinceMark));
}
