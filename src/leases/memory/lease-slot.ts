import type { Liveness } from '../../manifest/status.js';
import type { Lease, LeaseKey } from '../lease-table.js';

/** A lease as the table in memory keeps it. */
export interface Slot {
  readonly key: LeaseKey;
  intervalSeconds: number;
  phase: Liveness;
  /** In lease time. */
  deadline: number;
  lastHeartbeatAt: number | null;
  /** The same in lease time. */
  heardAt: number | null;
  /** The highest revision of the record that was noted. */
  revision: number;
  /** The deadline of the slot's entry in the heap; its other entries are superseded. `NaN` = it has none. */
  filedUnder: number;
  /** Claimed since the last heartbeat. */
  claimed: boolean;
  /** Has had a term from `grace` since the last heartbeat. */
  graced: boolean;
  /** The holder, if there is one; heartbeats wait for it. */
  claim: {
    readonly fence: number;
    readonly settled: Promise<void>;
    readonly settle: () => void;
  } | null;
}

/** The lease as its holder sees it at `now`, in lease time. */
export function viewOf(slot: Slot, now: number): Lease {
  return {
    intervalSeconds: slot.intervalSeconds,
    phase: slot.phase,
    remainingMs: Math.max(0, slot.deadline - now),
    lastHeartbeatAt: slot.lastHeartbeatAt,
    heardAt: slot.heardAt,
    revision: slot.revision,
    claimed: slot.claimed,
  };
}

/** Ends the claim, if there is one, and lets the waiting heartbeats go on. */
export function settle(slot: Slot): void {
  slot.claim?.settle();
  slot.claim = null;
}
