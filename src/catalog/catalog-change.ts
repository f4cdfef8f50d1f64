import type { ServerRecord } from '../manifest/server-record.js';
import type { CatalogEntry } from './catalog-entry.js';

/** What became of one server: something was stored, or is shown that could not be. */
export interface CatalogChange {
  /** `undefined` = it was not there, or was removed. */
  readonly before: CatalogEntry | undefined;
  /** `undefined` = it is removed. */
  readonly after: CatalogEntry | undefined;
  /** As it is now, the tombstone when it was removed; as it was when the store lost it. */
  readonly record: ServerRecord;
  /** It was something else in between, which this replica has not seen: readers of another one may have. */
  readonly skipped: boolean;
}

/** What a batch of the store's feed brought. */
export interface CatalogChanges {
  readonly changes: readonly CatalogChange[];
  /** The store or its clock went back: what readers were told before may be wrong, so they begin again. */
  readonly newEpoch: boolean;
}

/** Whether there were revisions between the newest known record, a tombstone maybe, and this one. */
export function skipsRevisions(
  known: Pick<ServerRecord, 'revision'> | undefined,
  record: ServerRecord,
): boolean {
  if (known === undefined) return record.change.what !== 'registered';
  return record.revision > known.revision + 1;
}
