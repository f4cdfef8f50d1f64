import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir } from '../../../test/support/temp-dir.js';
import { MigrateError } from '../migrate/migrate-error.js';
import { exportServers } from './export-servers.js';
import type { StoredServer } from './stored-servers.js';

const DAMAGE = Object.assign(new Error('database disk image is malformed'), {
  code: 'ERR_SQLITE_ERROR',
});

/** A store that cannot be read. */
// eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it fails at once
async function* damaged(): AsyncGenerator<StoredServer> {
  throw DAMAGE;
}

describe(exportServers.name, () => {
  let folder: Awaited<ReturnType<typeof tempDir>>;

  beforeEach(async () => {
    folder = await tempDir();
  });

  afterEach(() => folder.remove());

  it('should not blame the file for what the store does', async () => {
    const out = `${folder.path}/servers.jsonl`;
    await expect(exportServers(damaged(), out, new PassThrough())).rejects.toBe(DAMAGE);
  });

  it('should say why the file cannot be written', async () => {
    const asked = exportServers(damaged(), `${folder.path}/no/servers.jsonl`, new PassThrough());
    await expect(asked).rejects.toThrow(MigrateError);
    await expect(asked).rejects.toThrow(/^--out cannot be written: ENOENT/);
  });
});
