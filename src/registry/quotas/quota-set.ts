import type { Quota } from '../../limits/quota.js';

/** The quotas of what is stored. */
export interface QuotaSet {
  readonly servers: Quota;
  readonly bytes: Quota;
  readonly words: Quota;
  /** A server with a key leaves a tombstone that is kept for long. */
  readonly pins: Quota;
}
