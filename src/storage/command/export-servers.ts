import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { MigrateError } from '../migrate/migrate-error.js';
import { print } from './print.js';
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
  if (out === undefined) return write(servers, stdout);
  try {
    const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
    await once(file, 'open');
    const count = await write(servers, file);
    file.end();
    await finished(file);
    return count;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new MigrateError(`--out cannot be written: ${(error as Error).message}.`);
  }
}

async function write(
  servers: AsyncIterable<StoredServer>,
  out: NodeJS.WritableStream,
): Promise<number> {
  let count = 0;
  for await (const { manifest } of servers) {
    if (manifest === '') continue;
    count += 1;
    await print(out, manifest);
  }
  return count;
}
