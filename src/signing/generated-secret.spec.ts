import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir } from '../../test/support/temp-dir.js';
import { generatedSecret } from './generated-secret.js';

describe(generatedSecret.name, () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;

  beforeEach(async () => {
    directory = await tempDir();
  });

  afterEach(async () => {
    await directory.remove();
  });

  it('should make a secret once, readable by its owner only', async () => {
    const dataDir = join(directory.path, 'new');
    const secret = await generatedSecret(dataDir);
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(await generatedSecret(dataDir)).toBe(secret);
    expect((await stat(join(dataDir, 'signing-secret'))).mode & 0o777).toBe(0o600);
  });

  it('should agree on one secret when two start at once', async () => {
    const secrets = await Promise.all(
      Array.from({ length: 8 }, () => generatedSecret(directory.path)),
    );
    expect(new Set(secrets).size).toBe(1);
  });

  it('should refuse an empty file', async () => {
    await writeFile(join(directory.path, 'signing-secret'), '');
    await expect(generatedSecret(directory.path)).rejects.toThrow(/is empty: delete it/);
  });
});
