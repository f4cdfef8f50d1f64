import type { Liveness } from '../../src/manifest/status.js';

/** A lease as the model of a lease table has it. */
export interface ModelLease {
  readonly interval: number;
  phase: Liveness;
  deadline: number;
  /** Fence of the last claim since the last heartbeat. */
  claim: number | null;
  /** Claimed while it was live, and not heard of, settled or spared; until the deadline. */
  pending: boolean;
  /** Was given another term since the last heartbeat. */
  graced: boolean;
  /** When its mark is no longer recent; `null` when it is not now. */
  recentUntil: number | null;
}
