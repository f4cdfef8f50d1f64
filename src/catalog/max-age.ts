import { termMs } from '../manifest/lease-terms.js';
import type { ServerRecord } from '../manifest/server-record.js';

const MAX_ENTRY_AGE_SECONDS = 600;

/** Seconds for which a reader may keep an entry without asking again. */
export function maxAgeSeconds({ cacheTtlSeconds, intervalSeconds }: ServerRecord): number {
  const lease = intervalSeconds > 0 ? termMs(intervalSeconds) / 1_000 : Infinity;
  return Math.min(cacheTtlSeconds, MAX_ENTRY_AGE_SECONDS, lease);
}
