import type { Liveness } from '../manifest/status.js';
import type { Scope } from '../manifest/scope.js';

/** Whose lease it is. */
export interface LeaseKey extends Scope {
  readonly id: string;
}

/** A lease as its holder sees it. */
export interface Lease {
  readonly intervalSeconds: number;
  /** What the server is marked as until the deadline: the deadline of `live` is the one that a heartbeat moves. */
  readonly phase: Liveness;
  /** Milliseconds until the deadline, never more than the phase's full length. */
  readonly remainingMs: number;
  /** Epoch ms of the last heartbeat; `null` when none came since the directory started. */
  readonly lastHeartbeatAt: number | null;
  /**
   * Lease time (ms) of the last heartbeat, the clock of a record's `livenessCountedAt`; `null` when none is
   * known. A lease that was restored or given more time was not heard of.
   */
  readonly heardAt: number | null;
  /** The highest revision of the record that {@link LeaseTable.note} got; 0 when there was none. */
  readonly revision: number;
  /** Handed to a sweeper since the last heartbeat that was confirmed, so a mark may have been stored. */
  readonly claimed: boolean;
}

/** A lease that was just given a full term. */
export interface Renewal extends Lease {
  /**
   * Set when the server was marked, or a mark of it may be under way: the heartbeat is acknowledged only after the
   * record has this fence (`ManifestStore.raiseFence`), which makes the mark lose or shows it, and the table has heard
   * of that ({@link LeaseTable.confirm}).
   */
  readonly fence: number | null;
}

/** A lease whose deadline has passed, handed to one sweeper. */
export interface Claim extends LeaseKey {
  readonly intervalSeconds: number;
  /** The phase that has run out. */
  readonly phase: Liveness;
  /** Names this claim; a later claim of the same lease, or a heartbeat that displaces it, has a higher one. */
  readonly fence: number;
}

/** Bounds the live servers that go at once: those marked lately and those whose claim is pending, this call's included. */
export interface AtOnce {
  /** `Infinity` = no bound. */
  readonly atOnce: number;
}

/** Bounds the live servers claimed since a moment, however many go at once: the slow way out. */
export interface Drain {
  /**
   * Names the moment: with a higher number than in the last such call the count starts from 0, with a lower one, of a
   * sweeper that has not heard of the new episode, nothing is claimed.
   */
  readonly episode: number;
  /** Claims in the whole episode, those of one lease again included. */
  readonly budget: number;
}

/** How fast live servers go, over all sweepers that share the table. */
export type Pace = AtOnce | Drain;

/** How many leases a sweeper may claim. */
export interface ClaimLimits {
  /** Of servers that are live, in this call: to be marked stale. */
  readonly live: number;
  /** Of servers that are marked already, in this call: to go from stale to offline, or from offline to removal. */
  readonly marked: number;
  readonly pace: Pace;
}

/** How many leases there are. */
export interface LeaseCounts {
  /** Leases in phase `live`: servers from which heartbeats are expected. */
  readonly live: number;
  /** All leases, those of stale and offline servers included. */
  readonly total: number;
  /** Leases of phase `live` that have run out and are not marked yet, the claimed ones included. */
  readonly expired: number;
  /** Servers that were marked lately and are not back, see {@link LeaseTable.advance}. */
  readonly recent: number;
  /** Interval in seconds → how many leases of phase `live` have it. */
  readonly intervals: ReadonlyMap<number, number>;
  /** Heartbeats that the live leases' intervals add up to. */
  readonly expectedPerMinute: number;
}

export const NO_LEASES: LeaseCounts = {
  live: 0,
  total: 0,
  expired: 0,
  recent: 0,
  intervals: new Map(),
  expectedPerMinute: 0,
};

/** A lease as a record says that it should be. */
export interface LeaseTerms {
  readonly intervalSeconds: number;
  readonly phase: Liveness;
  /** Milliseconds before the end of the phase. */
  readonly remainingMs: number;
  /** Milliseconds of lease time for which the mark is recent, see {@link LeaseTable.advance}. */
  readonly recentMs: number;
}

/** Lease time after {@link LeaseTable.hold}. */
export interface HeldTime {
  /** Milliseconds, all runs together. */
  readonly leaseMs: number;
  /** Whether lease time stood still; otherwise it has stood still for too long and went on. */
  readonly stoodStill: boolean;
}

/** A heartbeat that was kept while the table could not be reached. */
export interface HeardLease extends LeaseKey {
  /** Lease time (ms) at which it came at the earliest, but for a few seconds: others may have gone on meanwhile. */
  readonly heardAt: number;
}

/** What happened to the leases besides what this process asked for. */
export interface LeaseEvents {
  /** Leases may have been lost: each leased server without one is to get one. */
  readonly lost: () => void;
  /** The table can be reached again; these were heard of meanwhile. Resolves when the table knows all of them. */
  readonly returned: (heard: readonly HeardLease[]) => Promise<void>;
}

/**
 * The servers that are alive: one lease for each leased server, with a deadline that a heartbeat moves. Deadlines run in lease
 * time, which stands still while no sweeper runs, so that a pause of the directory is not a failure of
 * the members. While the table can't be reached, heartbeats are kept and nothing is claimed.
 */
export abstract class LeaseTable {
  /**
   * Starts lease time at `countedMs`, unless others that share the table are further already.
   * @param owner - names the store whose leases these are: a shared table that another store uses is not opened
   */
  abstract start(countedMs: number, events: LeaseEvents, owner?: string): Promise<void>;

  /** Whether the table answers; always so when it is in this process. */
  abstract readonly reachable: boolean;

  /** Whether the table answers and knows all heartbeats that this process has acknowledged. */
  abstract readonly complete: boolean;

  /** Names the shared table that this process uses; replicas with different names do not share one. `null` = none. */
  abstract readonly identity: string | null;

  /** Gives a full term from now, whatever there was before; counts as a heartbeat. */
  abstract grant(key: LeaseKey, intervalSeconds: number): Promise<Renewal>;

  /**
   * Gives a lease that is `remainingMs` before the end of a phase; leaves one that exists alone. A marked one counts as
   * recent for `recentMs` of lease time from now, as in {@link advance}.
   */
  abstract restore(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
    recentMs?: number,
  ): Promise<void>;

  /**
   * Replaces a lease that differs from its record, unless it has changed since it was seen like this or is claimed.
   * A heartbeat that came before stays known. Says whether it was replaced.
   */
  abstract correct(key: LeaseKey, seen: Lease, terms: LeaseTerms): Promise<boolean>;

  /** Remembers in the lease that the record has at least this revision, so that every replica hears of it. */
  abstract note(key: LeaseKey, revision: number): Promise<void>;

  /**
   * A heartbeat: a full term from now. Never creates a lease: `undefined` when there is none. In this process's
   * memory it waits while a sweeper holds the lease, so that the caller sees what was marked; else see
   * {@link Renewal.fence}. `intervalSeconds` is used only while the table can't be reached.
   */
  abstract renew(key: LeaseKey, intervalSeconds: number): Promise<Renewal | undefined>;

  /** The record has the fence of the last heartbeat. Until then the lease is claimed: a mark may still be under way. */
  abstract confirm(key: LeaseKey, fence: number): Promise<void>;

  /** Ends a lease; one that does not exist is not an error. */
  abstract release(key: LeaseKey): Promise<void>;

  abstract find(key: LeaseKey): Promise<Lease | undefined>;

  /** In the order of the keys. */
  abstract findAll(keys: readonly LeaseKey[]): Promise<(Lease | undefined)[]>;

  /**
   * Lets lease time go on, and tells what it is (ms, all runs together); called at the start of each sweep. With
   * `ageMarks` the marks whose time is over are no longer recent; without, they stay so until a tick has it.
   */
  abstract tick(ageMarks: boolean): Promise<number>;

  /**
   * Called instead of {@link LeaseTable.tick} while heartbeats may be missing in the table: lease time stands still
   * since the last tick, and no lease comes nearer to its end. In the long run it stands still for at most twice as
   * long as it goes on, and for a minute on top, so that this cannot keep a dead server alive forever.
   */
  abstract hold(): Promise<HeldTime>;

  abstract counts(): Promise<LeaseCounts>;

  /**
   * Whose leases {@link LeaseCounts} counts as expired or recent, in any order: all of them, or of more than `most`
   * about so many that stand for all. Costs as much as it answers.
   */
  abstract missing(most: number): Promise<LeaseKey[]>;

  /** Gives every lease of phase `live` that was not renewed since now a full term from now; none is expired then. */
  abstract spare(): Promise<void>;

  /**
   * Gives every lease of phase `live` that has run out, and whose claim is not pending, a full term from now: once
   * between two heartbeats. One that had it and was neither renewed, granted nor marked since is left as it is.
   */
  abstract grace(): Promise<void>;

  /**
   * Hands out leases whose deadline has passed; each to one caller only. A claim is pending until the lease is advanced,
   * displaced by a heartbeat, spared or ended, and for at most 10 s: then it is claimable again.
   */
  abstract claimExpired(limits: ClaimLimits): Promise<Claim[]>;

  /**
   * The mark is durable: the lease goes on in its next phase, or ends (`null`). Nothing happens when the claim is
   * no longer held, which the answer `false` says. A lease that becomes stale counts as recent for `recentMs` of lease time, unless it is renewed,
   * granted or ended before; going offline changes nothing in that.
   */
  abstract advance(claim: Claim, phase: Liveness | null, recentMs?: number): Promise<boolean>;

  /** A mark was refused because its record has this fence: later ones are higher. */
  abstract saw(fence: number): Promise<void>;

  /** The mark failed: the lease is claimable again, 10 s after the claim. */
  abstract giveBack(claim: Claim): Promise<void>;

  /** It has been accepted that those servers are gone: no mark is recent any more. */
  abstract forgetMarks(): Promise<void>;
}
