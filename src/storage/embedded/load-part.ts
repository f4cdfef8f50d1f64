/** What the storage thread reads for a walk through all servers. Imports types only, as that thread does. */
import type { StatementSync } from 'node:sqlite';
import type * as ReadRow from './read-row.js';
import type { NamedRow } from './read-row.js';
import type { DamagedRow, ServerName, StoredRow, WorkerAnswers } from './worker-protocol.js';

/** A part of all servers that is handed over at a time, in rows and in characters. */
const LOAD_ROWS = 500;
const LOAD_CHARACTERS = 1_024 * 1_024;

interface Reading {
  readonly names: StatementSync;
  readonly row: StatementSync;
}

/** The next part of all servers, in order of their names. */
export function loadPart(
  { names, row: rows }: Reading,
  readRow: typeof ReadRow.readRow,
  after: ServerName | null,
): WorkerAnswers['load'] {
  const found = names.all(after?.tenant ?? '', after?.id ?? '', LOAD_ROWS) as unknown as NamedRow[];
  const read: StoredRow[] = [];
  const damaged: DamagedRow[] = [];
  let characters = 0;
  for (const name of found) {
    const row = readRow(name, rows);
    if ('reason' in row) damaged.push(row);
    else {
      read.push(row);
      characters += row.state.length + row.manifest.length;
    }
    if (characters >= LOAD_CHARACTERS) return { rows: read, damaged, next: name };
  }
  return { rows: read, damaged, next: found.length < LOAD_ROWS ? null : (found.at(-1) ?? null) };
}
