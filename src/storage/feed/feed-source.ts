import type { ServerRecord } from '../../manifest/server-record.js';

/** The least that tells one state of a record from another. */
export interface Head {
  /** `<tenant>:<id>`. */
  readonly key: string;
  readonly revision: number;
  readonly changeId: string;
}

/** What readers of the changes go by, common to all replicas. Both only rise. */
export interface FeedMarks {
  readonly epoch: number;
  readonly purgedThrough: number;
}

/** What the change feed asks the shared store. All reads see only what a majority has. */
export abstract class FeedSource {
  /** The store's own clock, epoch ms. */
  abstract serverTime(): Promise<number>;

  /** Heads of what was stored at this time or later. */
  abstract changedSince(time: number): Promise<readonly Head[]>;

  /** A slice of all heads, in the order of their keys, from the first one after `key` (empty = from the start). */
  abstract headsAfter(key: string, limit: number): Promise<readonly Head[]>;

  /** The records of these keys, as far as they exist. */
  abstract records(keys: readonly string[]): Promise<readonly ServerRecord[]>;

  /** All records, in the order of their keys. */
  abstract all(): AsyncIterable<readonly ServerRecord[]>;

  abstract marks(): Promise<FeedMarks>;

  /** Begins an epoch, unless another replica has done so. */
  abstract raiseEpoch(to: number): Promise<void>;
}
