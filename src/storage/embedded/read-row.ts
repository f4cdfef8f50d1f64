import { createHash } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { DamagedRow, ServerName, StoredRow } from './worker-protocol.js';

/** A row as the index names it. */
export interface NamedRow extends ServerName {
  readonly rowid: number;
}

interface FullRow extends StoredRow {
  readonly revision: number;
  readonly position: number;
  readonly removed: number;
  readonly disabled: number;
}

/**
 * Reads one row in the storage's thread. Pages of a SQLite file have no checksums: a row may be anything, or not be
 * readable at all.
 */
export function readRow(
  { rowid, tenant, id }: NamedRow,
  statement: StatementSync,
): StoredRow | DamagedRow {
  const name = { tenant, id, revision: 0, registeredFrom: '', bytes: 0, state: null };
  try {
    const row = statement.get(rowid) as unknown as FullRow;
    const { revision, position, removed, disabled, state, manifest } = row;
    const bytes = manifest.length;
    const parsed = parse(state);
    const isSame =
      parsed.tenant === tenant &&
      parsed.id === id &&
      parsed.revision === revision &&
      parsed.position === position &&
      parsed.removed === (removed === 1) &&
      parsed.disabled === (disabled === 1);
    if (!isSame) return { ...name, revision, bytes, reason: 'its state does not fit its row' };
    if (parsed.removed || hashOf(manifest) === parsed.digest) return { state, manifest };
    const { registeredFrom = '' } = parsed;
    const reason = 'its manifest does not match its digest';
    return { ...name, revision, bytes, registeredFrom, state, reason };
  } catch (error) {
    return { ...name, reason: error instanceof Error ? error.message : String(error) };
  }
}

function parse(state: string): Partial<ServerRecord> {
  try {
    // eslint-disable-next-line no-restricted-properties -- the worker imports no code, and these keys are our own
    return JSON.parse(state) as Partial<ServerRecord>;
  } catch {
    return {};
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
