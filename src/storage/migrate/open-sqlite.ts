import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from '../embedded/migrations.js';
import { keepPrivate } from '../embedded/private-file.js';

const BUSY_TIMEOUT_MS = 1_000;

/**
 * Opens the file of an embedded store as its worker does, and brings it to the same schema. The worker can't share this
 * code: it imports types only.
 */
export function openSqlite(file: string): DatabaseSync {
  keepPrivate(file);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // EXCLUSIVE is held until the file is closed: no directory can open it meanwhile.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    database.exec('PRAGMA synchronous = FULL; BEGIN EXCLUSIVE;');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version > MIGRATIONS.length) {
      throw new Error(
        `the data has schema version ${version}, and this program knows versions up to ` +
          `${MIGRATIONS.length}: use the newer program that wrote it`,
      );
    }
    for (const script of MIGRATIONS.slice(version)) database.exec(script);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
