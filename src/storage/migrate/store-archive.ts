import type { Setting } from '../settings-store.js';
import type { ArchivedServer, ServerName } from './archived-server.js';

/** What a store is opened for: a source must be there, a target is made. */
export type Role = 'source' | 'target';

/** A whole store, to be read and written verbatim while no directory uses it. */
export abstract class StoreArchive {
  /** What people call it; without secrets. */
  abstract readonly label: string;

  /** How many servers it holds, tombstones included. */
  abstract count(): Promise<number>;

  /** All servers, tombstones included, ordered by the bytes of `<tenant>:<id>`. */
  abstract servers(): AsyncIterable<ArchivedServer>;

  /** Those of the named servers that it holds, by `<tenant>:<id>`. */
  abstract find(names: readonly ServerName[]): Promise<ReadonlyMap<string, ArchivedServer>>;

  /**
   * Stores servers with their revisions, fences and histories, in place of what it holds of them; the positions are
   * its own. No reader ever sees a record without its history. May be repeated.
   */
  abstract put(servers: readonly ArchivedServer[]): Promise<void>;

  /** For how many milliseconds missed heartbeats have been counted, all runs together. */
  abstract countedTime(): Promise<number>;

  abstract setCountedTime(ms: number): Promise<void>;

  /** What the replicas share, ordered by name. */
  abstract settings(): Promise<readonly Setting[]>;

  /** Stores them with their revisions in place of all that it holds. */
  abstract putSettings(settings: readonly Setting[]): Promise<void>;

  /** Makes all positions worthless that readers of its changes may hold: what is put gets other ones. */
  abstract renewEpoch(): Promise<void>;

  /** @throws MigrateError when a directory has begun to use it since it was opened */
  abstract assertUnused(): Promise<void>;

  abstract close(): Promise<void>;
}
