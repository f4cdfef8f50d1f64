import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { MigrateError } from '../migrate/migrate-error.js';
import type { StoredServer } from './stored-servers.js';

/**
 * Writes the manifest of each registered server as a line of JSON. Answers how many.
 * @throws MigrateError when the file is there already, or cannot be written
 */
export async function exportServers(
  servers: AsyncIterable<StoredServer>,
  out: string | undefined,
  stdout: NodeJS.WritableStream,
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const { manifest } of servers) {
      if (manifest === '') continue;
      count += 1;
      yield `${manifest}\n`;
    }
  }
  if (out === undefined) {
    await pipeline(lines, stdout, { end: false });
    return count;
  }
  try {
    const file = await open(out, 'wx', 0o600);
    await pipeline(lines, file.createWriteStream());
    return count;
  } catch (error) {
    // Only what the system refused is the file's; the store's own errors have a code as well.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new MigrateError(`--out cannot be written: ${(error as Error).message}.`);
  }
}
