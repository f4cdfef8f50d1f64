import { parseJson } from '../../common/parse-json.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { unreadable } from '../damaged-record.js';
import type { DamagedRecord } from '../manifest-store.js';
import { completeRecord, recordFault, type StoredRecord } from '../stored-record.js';
import type { DamagedRow, StoredRow, WorkerAnswers } from './worker-protocol.js';

/** The records of rows, apart from those that are damaged. */
export function readRows({ rows, damaged }: Pick<WorkerAnswers['load'], 'rows' | 'damaged'>): {
  readonly records: readonly ServerRecord[];
  readonly damaged: readonly DamagedRecord[];
} {
  const records: ServerRecord[] = [];
  const all: DamagedRecord[] = [...damaged];
  for (const row of rows) {
    const record = parse(row);
    const reason = recordFault(record);
    if (reason === undefined) records.push(record);
    else all.push({ ...nameOf(record), bytes: record.manifest.length, reason });
  }
  return { records, damaged: all };
}

/**
 * The record of a row; a damaged one as `ManifestStore.find` says.
 * @throws RECORD_DAMAGED
 */
export function toRecord(row: StoredRow | DamagedRow): ServerRecord {
  if (!('reason' in row)) {
    const record = parse(row);
    const reason = recordFault(record);
    if (reason !== undefined) throw unreadable(record.id, reason);
    return record;
  }
  if (row.state === null) throw unreadable(row.id, row.reason);
  return { ...parse({ state: row.state, manifest: '' }), removed: true };
}

function parse({ state, manifest }: StoredRow): ServerRecord {
  return completeRecord({ ...(parseJson(state) as Omit<StoredRecord, 'manifest'>), manifest });
}

function nameOf({ tenant, id, revision, registeredFrom }: ServerRecord) {
  return { tenant, id, revision, registeredFrom };
}
