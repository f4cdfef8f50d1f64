import type { Scope } from '../manifest/scope.js';
import type { HistoryEntry, RecordDraft, ServerRecord } from '../manifest/server-record.js';
import type { Timeline } from '../manifest/timeline.js';
import type { StorageFault } from './storage-fault.js';

/** One change to one server: a compare-and-set on the record that it was decided from. */
export interface RecordChange {
  /** What the draft was made from; `undefined` = the server is not stored yet. */
  readonly before: ServerRecord | undefined;
  readonly draft: RecordDraft;
  /** Of a mark: it is lost when the record has this fence or a higher one, see {@link ManifestStore.raiseFence}. */
  readonly fence?: number;
}

/** What became of a change. Only a writer that lost reads again and decides once more. */
export type CommitResult =
  | { readonly outcome: 'won'; readonly record: ServerRecord }
  /** With the record's fence where that may be the reason. */
  | { readonly outcome: 'lost'; readonly fence?: number };

/** What the change feed hands over. */
export interface FeedBatch {
  /** Whole records. */
  readonly records: readonly ServerRecord[];
  /** Records that the store has gone back to: right although newer revisions of them were handed over. */
  readonly corrected: readonly ServerRecord[];
  /** What the store has no longer; a revision above the named one is another record. */
  readonly gone: readonly RecordName[];
  /** Stored records that are not what the directory wrote; none of them is in `records`. */
  readonly damaged?: readonly DamagedRecord[];
  /** Positions that were given out are worth nothing, see {@link Timeline}: whoever went on from one begins again. */
  readonly newEpoch?: boolean;
}

/** Names one revision of a record. */
export interface RecordName {
  readonly tenant: string;
  readonly id: string;
  readonly revision: number;
}

/** Names a server. */
export interface ServerKey extends Scope {
  readonly id: string;
}

/** A stored record that is not what the directory wrote. */
export interface DamagedRecord extends RecordName {
  /** What is wrong, as the end of a sentence that names the record. */
  readonly reason: string;
  /** The client that registered the server, as far as that can be read. */
  readonly registeredFrom: string;
  /** Length of what is stored as its manifest. */
  readonly bytes: number;
}

/** Which tombstones are forgotten beside the old ones. */
export interface PurgeOptions {
  /** Those that keep a key, when they are older than this (epoch ms). */
  readonly keysBefore?: number;
  /** This many more, the oldest first: there is no room for them. */
  readonly excess?: number;
}

/** Takes a batch of the feed. Batches may repeat and need not be in order across servers. */
export type FeedListener = (batch: FeedBatch) => void;

/** A page of a server's history, newest first. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  readonly total: number;
}

/** How well the store is. */
export interface StoreHealth {
  readonly adapter: 'embedded' | 'mongo';
  /** Changes that wait for their commit. */
  readonly pending: number;
  /** What kind of fault the last write met; `null` when it went well. */
  readonly fault: StorageFault | null;
  /** Milliseconds since the feed last knew that it had everything; 0 when nobody else writes. */
  readonly feed_lag_ms: number;
}

/**
 * Where the truth about registered servers is kept. A change is answered only when it is durable and
 * its record has gone through the feed; it is stored with its history entry, both or neither.
 * Failures are `STORAGE_UNAVAILABLE` (the outcome is unknown: repeat it) and `OVERLOADED` (nothing was
 * written).
 */
export abstract class ManifestStore {
  /**
   * Hands every stored record over in order of tenant and id, tombstones included, part by part to `load` (the
   * listener, if there is none); each change goes to the listener as it becomes durable. Resolves when the stored ones
   * were handed over.
   */
  abstract follow(listener: FeedListener): Promise<void>;

  /** As of what was handed over so far; to be asked when {@link ManifestStore.follow} has resolved. */
  abstract timeline(): Timeline;

  abstract commit(change: RecordChange): Promise<CommitResult>;

  /**
   * The newest stored record, tombstones included; it has gone through the feed. One whose manifest is damaged is
   * answered as a tombstone: a registration goes on from it and repairs it, and keeps its key and block.
   * @throws RECORD_DAMAGED when not even that can be read
   */
  abstract find(scope: Scope, id: string): Promise<ServerRecord | undefined>;

  /** The newest stored records of at most 500 servers, in their order; those that cannot be read are left out. */
  abstract findAll(keys: readonly ServerKey[]): Promise<(ServerRecord | undefined)[]>;

  /**
   * Makes marks with this fence or a lower one lose: the server was heard of. Changes nothing that readers see.
   * Answers the record as it then is, which has gone through the feed: a mark that was faster is in it.
   */
  abstract raiseFence(scope: Scope, id: string, fence: number): Promise<ServerRecord | undefined>;

  /** A page (from 1) of a server's history. */
  abstract history(scope: Scope, id: string, page: number, limit: number): Promise<HistoryPage>;

  /** The store's own clock, epoch ms: the same for all replicas. */
  abstract time(): number;

  /**
   * Forgets tombstones older than `before` (epoch ms) with their history, and those that the options name. Blocked
   * ones stay, and those that keep a key.
   */
  abstract purgeTombstones(before: number, options?: PurgeOptions): Promise<number>;

  /** Forgets one server's tombstone, whatever it keeps; answers whether there was one with this revision. */
  abstract forgetTombstone(name: RecordName): Promise<boolean>;

  /** Forgets history entries from before `before` (epoch ms), but never that of a server's current revision. */
  abstract purgeHistory(before: number): Promise<number>;

  /** Remembers for how many milliseconds missed heartbeats have been counted, all runs together; never lowers it. */
  abstract saveCountedTime(ms: number): Promise<void>;

  /** What was last saved; 0 before that. */
  abstract countedTime(): Promise<number>;

  /** Asks the backend; rejects when it does not answer. */
  abstract ping(): Promise<void>;

  /**
   * Makes a small durable write, to find out whether writing works again after one has failed.
   * @throws STORAGE_UNAVAILABLE
   */
  abstract tryWrite(): Promise<void>;

  abstract health(): StoreHealth;
}
