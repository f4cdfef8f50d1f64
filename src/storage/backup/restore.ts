import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FILE } from '../embedded/embedded-store.js';
import { STATEMENTS } from '../embedded/statements.js';
import { MigrateError } from '../migrate/migrate-error.js';
import { openSqlite } from '../migrate/open-sqlite.js';
import { checkIntegrity, flush, intoOneFile } from './sole-copy.js';

const BUSY_TIMEOUT_MS = 1_000;
const COMPANIONS = ['-wal', '-shm', '-journal'];

/**
 * Puts a backup into a `DATA_DIR` that no directory uses. Readers of its changes begin again.
 * @param force - whether a store that is there is replaced
 * @returns how many servers are in it, removed ones included
 * @throws MigrateError when the backup is not whole, or the store is in use or not to be replaced
 */
export function restore(directory: string, from: string, force: boolean): number {
  const backup = resolve(from);
  const target = join(directory, FILE);
  assertSingle(backup);
  if (existsSync(target) && !force) {
    throw new MigrateError(`${directory} has a store already: --force replaces it.`);
  }
  const part = `${target}.restoring`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    discard(part);
    copyFileSync(backup, part, constants.COPYFILE_EXCL);
    const servers = prepared(part, backup);
    replace(target, part, directory);
    return servers;
  } catch (error) {
    if (error instanceof MigrateError) throw error;
    throw new MigrateError(`Nothing was restored: ${(error as Error).message}.`);
  } finally {
    discard(part);
  }
}

/** A file of a directory that ran lacks what is in the log beside it, or what was in one that was not copied. */
function assertSingle(backup: string): void {
  const stats = statSync(backup, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new MigrateError(`${backup} is not a file.`);
  const log = statSync(`${backup}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0) {
    throw new MigrateError(
      `${backup} is not a backup but a file in use: ${backup}-wal belongs to it. Make one with the command backup.`,
    );
  }
}

/** Brings the copy to the schema of this program, with positions that no reader knows. */
function prepared(part: string, backup: string): number {
  let database: DatabaseSync | undefined;
  try {
    assertStore(part);
    database = openSqlite(part);
    checkIntegrity(database);
    database.exec(STATEMENTS.renewEpoch);
    intoOneFile(database);
    return (database.prepare('SELECT count(*) AS total FROM servers').get() as { total: number })
      .total;
  } catch (error) {
    throw new MigrateError(`${backup} cannot be restored: ${(error as Error).message}.`);
  } finally {
    database?.close();
  }
}

/** An empty or foreign database would otherwise become an empty store. */
function assertStore(part: string): void {
  const database = new DatabaseSync(part);
  try {
    const tables = database.prepare(
      `SELECT count(*) AS found FROM sqlite_schema WHERE name IN ('servers', 'history', 'marks')`,
    );
    if ((tables.get() as { found: number }).found === 3) return;
    throw new Error('it is not the store of a directory');
  } finally {
    database.close();
  }
}

/** The lock of the earlier store is held until the new one has its name: no directory can start in between. */
function replace(target: string, part: string, directory: string): void {
  const earlier = existsSync(target) ? locked(target, directory) : undefined;
  try {
    for (const companion of COMPANIONS) rmSync(target + companion, { force: true });
    flush(part);
    renameSync(part, target);
    flush(target);
  } finally {
    earlier?.close();
  }
}

/** `undefined` when it is so damaged that it cannot be locked. */
function locked(target: string, directory: string): DatabaseSync | undefined {
  const database = new DatabaseSync(target, { timeout: BUSY_TIMEOUT_MS });
  try {
    // In this mode closing it removes no log: by then that could be the new store's.
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;',
    );
    return database;
  } catch (error) {
    database.close();
    if ((error as Error).message.includes('locked')) {
      throw new MigrateError(
        `DATA_DIR ${directory} is in use by a running directory: stop it first.`,
      );
    }
    return undefined;
  }
}

function discard(part: string): void {
  for (const companion of ['', ...COMPANIONS]) rmSync(part + companion, { force: true });
}
