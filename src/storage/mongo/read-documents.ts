import type { DomainError } from '../../common/domain-error.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { unreadable as damaged } from '../damaged-record.js';
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
  /** Why others cannot be read at all. */
  readonly unreadable: ReadonlyMap<string, DomainError>;
}

/** The records of documents that were asked for by their names. */
export function foundRecords(documents: readonly RecordDocument[]): Omit<FoundRecords, 'whole'> {
  const records = new Map<string, ServerRecord>();
  const unreadable = new Map<string, DomainError>();
  for (const document of documents) {
    try {
      records.set(document._id, foundRecord(document));
    } catch (error) {
      unreadable.set(document._id, damaged(document.id, reasonOf(error)));
    }
  }
  return { records, unreadable };
}

/**
 * The one record that was asked for.
 * @throws RECORD_DAMAGED
 */
export function onlyRecord({ records, unreadable }: FoundRecords): ServerRecord | undefined {
  for (const error of unreadable.values()) throw error;
  return records.values().next().value;
}

function foundRecord(document: RecordDocument): ServerRecord {
  try {
    return toRecord(document);
  } catch {
    return toRecord({ ...document, manifest: '', removed: true });
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
