/** What a running replica lets the others know. */
export interface Sign {
  /** Unlike that of any other run of the program. */
  readonly replica: string;
  /** Up by one with each renewal. */
  readonly count: number;
  /** Takes requests; until then it is still finding out whether it may. */
  readonly admitted: boolean;
  /** Shares its leases with others; a replica that keeps them in memory must be the only one. */
  readonly sharesLeases: boolean;
  /** Can reach the leases now, and they know all heartbeats that it has acknowledged. */
  readonly reachesLeases: boolean;
  /** Acknowledges heartbeats though it cannot reach the leases. */
  readonly keepsHeartbeats: boolean;
  /** Which shared table of leases it uses; `null` = none now, or it does not say. */
  readonly leaseTable: string | null;
}

/** Signs that the replicas of one directory leave for each other in the store. */
export abstract class SignsOfLife {
  /** Leaves this replica's sign, or renews it. */
  abstract leave(sign: Sign): Promise<void>;

  /** All signs but this replica's own, those of dead replicas included until they are wiped out. */
  abstract others(replica: string): Promise<readonly Sign[]>;

  /** Wipes a sign out, unless it was renewed since. */
  abstract wipeOut(sign: Pick<Sign, 'replica' | 'count'>): Promise<void>;
}
