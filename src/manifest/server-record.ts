import type { ProbeFinding } from './probe-finding.js';
import type { PublicKeyJwk } from './public-key.js';
import type { Liveness, ReportedStatus, Status, StatusReason } from './status.js';

/** What a change did. */
export const CHANGE_KINDS = ['registered', 'updated', 'status', 'probe', 'removed'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The history entry of one revision: who, when, what and why. */
export interface Change {
  /** UUID; tells this change from another writer's. */
  readonly id: string;
  readonly actor: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: ChangeKind;
  readonly why: StatusReason;
  /** The effective status after the change; `null` when it removed the server. */
  readonly status: Status | null;
  /** Digest of the manifest after the change. */
  readonly digest: string;
  /** What the operator said to it, or which key the member pinned. */
  readonly note?: string;
}

/** A change with the revision that it made. */
export interface HistoryEntry extends Change {
  readonly revision: number;
}

/** All that the directory keeps of one server, tombstones included. Times are milliseconds since the epoch. */
export interface ServerRecord {
  readonly tenant: string;
  readonly id: string;
  /** Up by one with each change; the first is the store's time in seconds, so it never goes back. */
  readonly revision: number;
  /** The store's order of changes. */
  readonly position: number;
  /** Canonical JSON of the manifest; empty on a tombstone. */
  readonly manifest: string;
  /** SHA-256 of `manifest`, hex. */
  readonly digest: string;
  /** From the manifest: what leases and signatures need without parsing it. */
  readonly version: string;
  readonly cacheTtlSeconds: number;
  /** 0 = static, no lease. */
  readonly intervalSeconds: number;
  /** 0 = not to be probed. */
  readonly probeIntervalSeconds: number;
  readonly liveness: Liveness;
  readonly livenessSince: number;
  /**
   * The directory's counted time (milliseconds in which a sweeper worked, all runs together) when the liveness began:
   * unlike wall time it does not go on while the directory is away.
   */
  readonly livenessCountedAt: number;
  /** What the member said of itself in its last heartbeat that said something. */
  readonly reported: ReportedStatus | null;
  /** Counted times of its latest returns from stale or offline, see `flapping.ts`. */
  readonly returns: readonly number[];
  readonly flapping: boolean;
  /** `null` before the first probe, and when none are wanted. */
  readonly probe: ProbeFinding | null;
  readonly disabled: boolean;
  /** The key that signs all requests about this id, see `member-key.ts`; `null` = anybody may send them. */
  readonly memberKey: PublicKeyJwk | null;
  /** The domain that names that key too, when it was last asked; `null` = none does. */
  readonly verifiedDomain: string | null;
  /** Which client (see `client-key.ts`) registered the server when it was new; `''` = not known. Shares go by it. */
  readonly registeredFrom: string;
  /** A tombstone. */
  readonly removed: boolean;
  readonly statusSince: number;
  readonly statusReason: StatusReason;
  /** What the operator said who is the reason of the status. */
  readonly statusNote: string | null;
  readonly registeredAt: number;
  readonly updatedAt: number;
  readonly change: Change;
}

/** A record that is not stored yet: the store gives it revision and position. */
export type RecordDraft = Omit<ServerRecord, 'revision' | 'position'>;
