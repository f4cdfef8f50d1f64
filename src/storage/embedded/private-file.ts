import { chmodSync, closeSync, openSync, statSync } from 'node:fs';

const OWNER_ONLY = 0o600;
const ANYBODY_ELSE = 0o077;

/** What SQLite puts beside its file; it gives them the file's own mode. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

/**
 * Makes the file of a SQLite database readable by its owner only, whatever the umask, before SQLite opens it; files of
 * earlier versions too. Returns what could not be changed, in words: some file systems do not have modes.
 */
export function keepPrivate(file: string): string[] {
  closeSync(openSync(file, 'a', OWNER_ONLY));
  return COMPANIONS.flatMap((companion) => restrict(file + companion));
}

function restrict(file: string): string[] {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined && (stats.mode & ANYBODY_ELSE) !== 0) chmodSync(file, OWNER_ONLY);
    return [];
  } catch (error) {
    return [`${file} stays readable by others: ${error instanceof Error ? error.message : ''}`];
  }
}
