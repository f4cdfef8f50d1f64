import type { Liveness } from './status.js';

/** A lease runs out after this many heartbeat intervals: the server is stale. */
const STALE_AFTER_INTERVALS = 3;

/** After this many intervals without a heartbeat the server is offline. */
const OFFLINE_AFTER_INTERVALS = 9;

/** An offline server is removed after this long. */
const REMOVE_AFTER_MS = 24 * 3_600_000;

/** Tombstones are kept this long. */
export const TOMBSTONE_RETENTION_MS = 30 * 24 * 3_600_000;

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
