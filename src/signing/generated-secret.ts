import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'signing-secret';

/**
 * The signing secret of a development directory: made at the first start and kept in the data
 * directory, readable by its owner only, so that signatures survive a restart.
 */
export async function generatedSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, FILE);
  const secret = ((await read(path)) ?? (await make(dataDir, path))).trim();
  if (secret === '') throw new Error(`${path} is empty: delete it, and a new secret will be made`);
  return secret;
}

/** `undefined` = there is none yet. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a secret, or reads the one of a process that was faster. */
async function make(dataDir: string, path: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await publish(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `No signing secret could be stored in DATA_DIR ${dataDir}: ${reason}. ` +
        'Let the directory write there, or set FED_DIR_SIGNING_SECRET.',
      { cause: error },
    );
  }
}

/** A link appears whole or not at all, and never replaces a secret that is there. */
async function publish(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    try {
      await file.writeFile(randomBytes(48).toString('base64url'));
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}
