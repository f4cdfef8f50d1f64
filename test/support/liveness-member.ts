/** A member of a directory as a plain account of heartbeats keeps it. */
export interface LivenessMember {
  interval: number;
  /** Lease time of what was heard last. */
  heardAt: number;
  /** Lease time at which the lease runs out; after a recovery of the fleet later than the term. */
  dueAt: number;
  disabled: boolean;
  removed: boolean;
  /** The client that registered it when it was new. */
  readonly from: string;
}
