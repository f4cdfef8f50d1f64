import type { ServerRecord } from '../manifest/server-record.js';
import type { Status } from '../manifest/status.js';

/** A server that is not removed, as the catalog keeps it. */
export interface CatalogEntry {
  readonly record: ServerRecord;
  readonly status: Status;
  /** In the default listing. */
  readonly visible: boolean;
  /** What follows the manifest in the entry's JSON, rendered once a change. */
  readonly tail: string;
}

/** The entry's JSON; `directoryMember` is one more member of its `directory` object. */
export function entryJson({ record, tail }: CatalogEntry, directoryMember = ''): string {
  return record.manifest.slice(0, -1) + tail + directoryMember + '}}';
}
