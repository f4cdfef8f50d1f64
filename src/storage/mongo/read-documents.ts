import { DomainError } from '../../common/domain-error.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { unreadable } from '../damaged-record.js';
import type { DamagedRecord } from '../manifest-store.js';
import { toRecord, type RecordDocument } from './record-mapper.js';

/** Documents as they were read: those that were tampered with apart, so that they do not keep the others away. */
export interface ReadDocuments {
  readonly records: readonly ServerRecord[];
  readonly damaged: readonly DamagedRecord[];
}

/** The records of documents. */
export function readDocuments(documents: readonly RecordDocument[]): ReadDocuments {
  const read: { records: ServerRecord[]; damaged: DamagedRecord[] } = { records: [], damaged: [] };
  for (const document of documents) {
    try {
      read.records.push(toRecord(document));
    } catch (error) {
      read.damaged.push(damagedRecord(document, error));
    }
  }
  return read;
}

/** What a search for records has found, by their keys. */
export interface FoundRecords {
  /** Damaged ones as `ManifestStore.find` says. */
  readonly records: ReadonlyMap<string, ServerRecord>;
  /** Those that are what the directory wrote. */
  readonly whole: readonly ServerRecord[];
  readonly damaged: readonly DamagedRecord[];
  /** Why others cannot be read at all. */
  readonly unreadable: ReadonlyMap<string, DomainError>;
}

/** The records of documents that were asked for by their names. */
export function foundRecords(documents: readonly RecordDocument[]): FoundRecords {
  const records = new Map<string, ServerRecord>();
  const whole: ServerRecord[] = [];
  const damaged: DamagedRecord[] = [];
  const lost = new Map<string, DomainError>();
  for (const document of documents) {
    const { _id: key } = document;
    try {
      const record = toRecord(document);
      records.set(key, record);
      whole.push(record);
    } catch (error) {
      damaged.push(damagedRecord(document, error));
      const rest = withoutManifest(document);
      if (rest instanceof DomainError) lost.set(key, rest);
      else records.set(key, rest);
    }
  }
  return { records, whole, damaged, unreadable: lost };
}

/**
 * The one record that was asked for.
 * @throws RECORD_DAMAGED
 */
export function onlyRecord(found: FoundRecords): ServerRecord | undefined {
  for (const error of found.unreadable.values()) throw error;
  return found.records.values().next().value;
}

/** A damaged record as a removed one, or why not even that can be read. */
function withoutManifest(document: RecordDocument): ServerRecord | DomainError {
  try {
    return toRecord({ ...document, manifest: '', removed: true });
  } catch (error) {
    return unreadable(document.id, reasonOf(error));
  }
}

function damagedRecord(document: RecordDocument, error: unknown): DamagedRecord {
  const { tenant, id, revision, manifest, registered_from: registeredFrom = '' } = document;
  const bytes = typeof manifest === 'string' ? manifest.length : 0;
  return { tenant, id, revision, registeredFrom, bytes, reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
