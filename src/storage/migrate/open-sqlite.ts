import type { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from '../embedded/migrations.js';
import { openDatabase } from '../embedded/open-database.js';
import { keepPrivate } from '../embedded/private-file.js';

/** Opens the file of an embedded store as its worker does: no directory can open it meanwhile. */
export function openSqlite(file: string): DatabaseSync {
  keepPrivate(file);
  return openDatabase(file, MIGRATIONS);
}
