/**
 * Opens the file of an embedded store: for its thread, which loads this module by its name and so needs it without
 * imports of its own, and for commands.
 */
import { DatabaseSync } from 'node:sqlite';

const BUSY_TIMEOUT_MS = 1_000;

/**
 * Opens the file, makes it when it is missing, and brings it to the schema of `migrations`.
 * @throws Error that says `locked` when another process has it open, or that it is a newer program's
 */
export function openDatabase(file: string, migrations: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // EXCLUSIVE is held until the file is closed: the one-process lock, freed by the kernel even after SIGKILL.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    database.exec('PRAGMA synchronous = FULL;');
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  database.exec('BEGIN EXCLUSIVE');
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > migrations.length) {
    throw new Error(
      `the data has schema version ${row.user_version}, and this program knows versions up to ` +
        `${migrations.length}: use the newer program that wrote it`,
    );
  }
  // Otherwise nothing is written: a full disk would not take it, and what is stored there can be read.
  if (row.user_version < migrations.length) {
    for (const script of migrations.slice(row.user_version)) database.exec(script);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  }
  database.exec('COMMIT');
}
