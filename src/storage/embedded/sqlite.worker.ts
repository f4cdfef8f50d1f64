/**
 * The thread that owns the SQLite file: `node:sqlite` is synchronous, and a flush to disk must not
 * hold up reads. Imports types only (and some files by their names), so that Node runs it as TypeScript in tests too.
 */
/* eslint-disable no-restricted-properties -- it imports no code, and the keys of what it reads are our own */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { RecordChange, RecordName } from '../manifest-store.js';
import type { Setting } from '../settings-store.js';
import type * as LoadPart from './load-part.js';
import type * as Online from './online-backup.js';
import type * as OpenDatabase from './open-database.js';
import type * as ReadRow from './read-row.js';
import type { NamedRow } from './read-row.js';
import type { STATEMENTS } from './statements.js';
import type {
  HistoryCursor,
  PurgedTombstones,
  StoredEpoch,
  WorkerAnswers,
  WorkerCall,
  WorkerOptions,
  WorkerReply,
  WrittenBatch,
  WrittenChange,
} from './worker-protocol.js';

const { file, migrations, statements, historySlice, historyEntries } = workerData as WorkerOptions;
const port = parentPort;
if (port === null) throw new Error('This file is a worker thread');

// In tests these files are TypeScript.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const { readRow } = (await import(`./read-row.${extension}`)) as typeof ReadRow;
const { openDatabase } = (await import(`./open-database.${extension}`)) as typeof OpenDatabase;
const { loadPart } = (await import(`./load-part.${extension}`)) as typeof LoadPart;
const { OnlineBackup } = (await import(`./online-backup.${extension}`)) as typeof Online;

/** Readers who were away for more runs with changes than these list again. */
const MOST_EPOCHS = 1_000;

const PURGED_THROUGH = 'purged_through';

type PurgedRow = RecordName & { readonly position: number };

function prepare(database: DatabaseSync): Record<keyof typeof STATEMENTS, StatementSync> {
  const prepared = Object.entries(statements).map(([name, text]) => [name, database.prepare(text)]);
  return Object.fromEntries(prepared) as ReturnType<typeof prepare>;
}

let database: DatabaseSync;
let sql: ReturnType<typeof prepare>;
let position = 0;
/** Whether this run has given positions, which are those of an epoch of its own. */
let begun = false;

/** Runs the body in one transaction: all of it is on disk when this returns, or none. */
function transaction<T>(body: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  const before = { position, begun };
  try {
    const result = body();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    ({ position, begun } = before);
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function applyChange({ before, draft, fence }: RecordChange, now: number): WrittenChange {
  const { tenant, id, manifest } = draft;
  const stored = sql.stored.get(tenant, id) as { revision: number; fence: number } | undefined;
  if (stored?.revision !== before?.revision) return { fence: stored?.fence ?? 0 };
  if (stored !== undefined && fence !== undefined && stored.fence >= fence) {
    return { fence: stored.fence };
  }
  const revision = before === undefined ? Math.floor(now / 1_000) : before.revision + 1;
  beginEpoch();
  position += 1;
  const record: ServerRecord = { ...draft, revision, position };
  sql.upsert.run(
    tenant,
    id,
    revision,
    position,
    Number(draft.removed),
    Number(draft.disabled),
    draft.updatedAt,
    JSON.stringify({ ...record, manifest: undefined }),
    manifest,
  );
  sql.addHistory.run(tenant, id, revision, JSON.stringify(draft.change), draft.change.at);
  // A new server has no history yet: a purge takes it along.
  if (stored !== undefined) sql.trimHistory.run(tenant, id, revision - historyEntries);
  return record;
}

/**
 * Before the first position of a run: a run that went on from another state of the store gives the same positions to
 * other changes, and only the epoch tells the two apart.
 */
function beginEpoch(): void {
  if (begun) return;
  sql.beginEpoch.run(position);
  sql.forgetEpochs.run(MOST_EPOCHS);
  begun = true;
}

function commit(changes: readonly RecordChange[], now: number): WrittenBatch {
  const known = begun;
  const written = changes.map((change) => applyChange(change, now));
  return { written, epochs: begun === known ? null : epochs() };
}

function epochs(): readonly StoredEpoch[] {
  return sql.epochs.all() as unknown as readonly StoredEpoch[];
}

function mark(name: string): number {
  return (sql.mark.get(name) as { value: number } | undefined)?.value ?? 0;
}

function toSetting(row: unknown): Setting {
  const { name, revision, value } = row as { name: string; revision: number; value: string };
  return { name, revision, value: JSON.parse(value) as Setting['value'] };
}

/** Each entry is looked at once a walk: most of the old ones are of servers that never changed, and stay. */
function purgeHistory(after: HistoryCursor, before: number): WorkerAnswers['purgeHistory'] {
  const { at, tenant, id, revision } = after;
  const found = sql.oldHistory.all(before, at, tenant, id, revision, historySlice);
  const rows = found as unknown as HistoryCursor[];
  let purged = 0;
  for (const row of rows) {
    purged += Number(sql.forgetChange.run(row.tenant, row.id, row.revision).changes);
  }
  return { purged, next: rows.length < historySlice ? null : (rows.at(-1) ?? null) };
}

const find = (name: NamedRow | undefined): WorkerAnswers['find'] =>
  name === undefined ? null : readRow(name, sql.row);

/** What belongs to tombstones goes with them. */
function forgotten(found: unknown): PurgedTombstones {
  const rows = found as PurgedRow[];
  for (const { tenant, id } of rows) sql.purgeHistory.run(tenant, id);
  sql.raiseMark.run(PURGED_THROUGH, Math.max(0, ...rows.map((row) => row.position)));
  const gone = rows.map(({ tenant, id, revision }) => ({ tenant, id, revision }));
  return { gone, purgedThrough: mark(PURGED_THROUGH) };
}

function answer(call: Exclude<WorkerCall, { op: 'backup' }>): WorkerAnswers[keyof WorkerAnswers] {
  switch (call.op) {
    case 'commit':
      return transaction(() => commit(call.changes, call.now));
    case 'timeline':
      return { epochs: epochs(), position, purgedThrough: mark(PURGED_THROUGH) };
    case 'load':
      return loadPart(sql, readRow, call.after);
    case 'find':
      return find(sql.name.get(call.tenant, call.id) as NamedRow | undefined);
    case 'raiseFence':
      sql.raiseFence.run(call.fence, call.tenant, call.id);
      return null;
    case 'history': {
      const rows = sql.history.all(call.tenant, call.id, call.limit, call.offset);
      const { total } = sql.countHistory.get(call.tenant, call.id) as { total: number };
      return {
        total,
        entries: (rows as { revision: number; entry: string }[]).map(({ revision, entry }) => ({
          revision,
          ...(JSON.parse(entry) as ServerRecord['change']),
        })),
      };
    }
    case 'purge':
      return transaction(() => forgotten(sql[call.what].all(call.before, call.limit)));
    case 'forget': {
      const { tenant, id, revision } = call.name;
      return transaction(() => forgotten(sql.forget.all(tenant, id, revision)));
    }
    case 'purgeHistory':
      return transaction(() => purgeHistory(call.after, call.before));
    case 'settings':
      return sql.settings.all().map(toSetting);
    case 'putSetting': {
      const { name, revision, value } = call.setting;
      return sql.putSetting.run(name, revision, JSON.stringify(value)).changes > 0;
    }
    case 'raiseMark':
      sql.raiseMark.run(call.name, call.value);
      return null;
    case 'mark':
      return (sql.mark.get(call.name) as { value: number } | undefined)?.value ?? null;
    case 'ping':
      sql.ping.get();
      return null;
    case 'tryWrite':
      sql.tryWrite.run();
      return null;
    case 'close':
      database.close();
      return null;
  }
}

function failure(seq: number, error: unknown): WorkerReply {
  return { seq, fault: error instanceof Error ? error.message : String(error) };
}

function start(): WorkerReply {
  try {
    database = openDatabase(file, migrations);
    sql = prepare(database);
    const { position: last } = sql.lastPosition.get() as { position: number | null };
    // A position that went with its tombstone is not given again.
    position = Math.max(last ?? 0, mark(PURGED_THROUGH));
    return { seq: 0, value: null };
  } catch (error) {
    return failure(0, error);
  }
}

port.postMessage(start());
const backups = new OnlineBackup();

async function take(call: WorkerCall): Promise<WorkerAnswers[keyof WorkerAnswers]> {
  if (call.op === 'backup') {
    await backups.make(database, call.file);
    return null;
  }
  if (call.op === 'close') await backups.giveUp();
  return answer(call);
}

port.on('message', ({ seq, call }: { seq: number; call: WorkerCall }) => {
  void take(call)
    .then(
      (value): WorkerReply => ({ seq, value }),
      (error: unknown) => failure(seq, error),
    )
    .then((reply) => {
      port.postMessage(reply);
      if (call.op === 'close') port.close();
    });
});
