import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseJson } from '../../common/parse-json.js';
import { MigrateError } from '../migrate/migrate-error.js';
import { backupSocketOf, type BackupReply, type BackupRequest } from './backup-socket.js';

/**
 * Lets the running directory of a `DATA_DIR` write a backup into a new file.
 * @returns whether there is a running directory that can be asked
 * @throws MigrateError when it could not make the backup
 */
export async function askDirectory(directory: string, file: string): Promise<boolean> {
  const path = backupSocketOf(directory);
  if (path === null) return false;
  const socket = connect(path);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return false;
    throw new MigrateError(`The running directory cannot be asked: ${(error as Error).message}.`);
  }
  socket.write(`${JSON.stringify({ file } satisfies BackupRequest)}\n`);
  const fault = faultIn(await text(socket).catch(() => ''));
  if (fault !== null) throw new MigrateError(`The running directory made no backup: ${fault}.`);
  return true;
}

function faultIn(reply: string): string | null {
  if (!reply.endsWith('\n')) return 'it stopped meanwhile';
  return (parseJson(reply) as BackupReply).fault;
}
