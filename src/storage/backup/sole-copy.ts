import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** @throws Error that says what is damaged */
export function checkIntegrity(database: DatabaseSync): void {
  const [first] = database.prepare('PRAGMA integrity_check(1)').all() as {
    integrity_check: string;
  }[];
  if (first?.integrity_check === 'ok') return;
  throw new Error(`it is damaged (${first?.integrity_check ?? 'no answer'})`);
}

/** Makes a database one file that can be copied: nothing of it stays in a write-ahead log. */
export function intoOneFile(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = DELETE');
}

/** Makes a file durable, and its name. */
export function flush(file: string): void {
  for (const path of [file, dirname(file)]) {
    const descriptor = openSync(path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
