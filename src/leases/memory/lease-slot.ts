import type { Liveness } from '../../manifest/status.js';
import type { LeaseKey } from '../lease-table.js';

/** A lease as the table in memory keeps it. */
export interface Slot {
  readonly key: LeaseKey;
  intervalSeconds: number;
  phase: Liveness;
  /** In lease time. */
  deadline: number;
  lastHeartbeatAt: number | null;
  /** The deadline of the slot's entry in the heap; its other entries are superseded. `NaN` = it has none. */
  filedUnder: number;
  /** Claimed since the last heartbeat. */
  claimed: boolean;
  /** Who holds it now; heartbeats wait for that. */
  claim: {
    readonly fence: number;
    readonly settled: Promise<void>;
    readonly settle: () => void;
  } | null;
}

/** Ends the claim, if there is one, and lets the waiting heartbeats go on. */
export function settle(slot: Slot): void {
  slot.claim?.settle();
  slot.claim = null;
}
