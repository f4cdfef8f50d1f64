import { canonicalJson, sha256Hex } from '../../manifest/canonical-json.js';
import type { HistoryEntry, ServerRecord } from '../../manifest/server-record.js';
import { MigrateError } from './migrate-error.js';

/** Names a server in a store. */
export type ServerName = Pick<ServerRecord, 'tenant' | 'id'>;

/** A record as it is moved: each store gives it a position of its own. */
export type ArchivedRecord = Omit<ServerRecord, 'position'>;

/** All that a store keeps of one server. */
export interface ArchivedServer {
  readonly record: ArchivedRecord;
  /** Marks with this fence or a lower one lose. */
  readonly fence: number;
  /** Newest first; the newest is the record's own change. */
  readonly history: readonly HistoryEntry[];
}

/**
 * The record without its position.
 * @throws MigrateError when the manifest is not the one that was digested
 */
export function archivedRecord(record: ServerRecord): ArchivedRecord {
  const { id, manifest, digest, removed } = record;
  if (!removed && sha256Hex(manifest) !== digest) {
    throw new MigrateError(
      `The stored manifest of ${id} does not match its digest: somebody changed it behind the ` +
        'directory. Restore or delete this server where it is stored, then run the migration again.',
    );
  }
  const kept: ArchivedRecord & { position?: number } = { ...record };
  delete kept.position;
  return kept;
}

/** SHA-256 over all of it: record, fence and history. */
export function digestOf(server: ArchivedServer): string {
  return sha256Hex(canonicalJson(server));
}
