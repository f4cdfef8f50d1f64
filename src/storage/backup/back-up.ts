import { existsSync, linkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { FILE } from '../embedded/embedded-store.js';
import { keepPrivate } from '../embedded/private-file.js';
import { MigrateError } from '../migrate/migrate-error.js';
import { askDirectory } from './ask-directory.js';
import { checkIntegrity, flush, intoOneFile } from './sole-copy.js';

const BUSY_TIMEOUT_MS = 1_000;

/**
 * Copies the store of a `DATA_DIR` into a new file, also while a directory uses it, and checks the copy.
 * @returns how many servers are in it, removed ones included
 * @throws MigrateError when there is no store or no room, or the file is there already
 */
export async function backUp(directory: string, to: string): Promise<number> {
  const file = resolve(to);
  const source = join(directory, FILE);
  if (!existsSync(source)) {
    throw new MigrateError(`${directory} is not the DATA_DIR of a directory: it holds no ${FILE}.`);
  }
  if (existsSync(file)) throw new MigrateError(`${file} is there already.`);
  // Only what is complete gets the name.
  const part = `${file}.part`;
  discard(part);
  try {
    if (!(await askDirectory(directory, part))) await copy(source, part);
    const servers = checked(part);
    // Unlike renaming, this never replaces a file that has come meanwhile.
    linkSync(part, file);
    flush(file);
    return servers;
  } catch (error) {
    if (error instanceof MigrateError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrateError(
      reason.includes('locked')
        ? `DATA_DIR ${directory} is in use by a running directory that cannot be asked for a backup: stop it first.`
        : `No backup was made: ${reason}.`,
    );
  } finally {
    discard(part);
  }
}

/** No directory uses it: the lock is held meanwhile. The schema stays as it is. */
async function copy(source: string, part: string): Promise<void> {
  const database = new DatabaseSync(source, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
    keepPrivate(part);
    await backup(database, part);
  } finally {
    database.close();
  }
}

function checked(part: string): number {
  const database = new DatabaseSync(part);
  try {
    intoOneFile(database);
    checkIntegrity(database);
    return (database.prepare('SELECT count(*) AS total FROM servers').get() as { total: number })
      .total;
  } finally {
    database.close();
  }
}

function discard(part: string): void {
  for (const companion of ['', '-wal', '-shm', '-journal'])
    rmSync(part + companion, { force: true });
}
