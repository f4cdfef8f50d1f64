import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir } from '../../../test/support/temp-dir.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { EmbeddedStore } from './embedded-store.js';
import { keepPrivate } from './private-file.js';

const NAMES = ['directory.sqlite', 'directory.sqlite-wal'];

describe(keepPrivate.name, () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;

  beforeEach(async () => {
    directory = await tempDir();
  });

  afterEach(() => directory.remove());

  async function modes(): Promise<string[]> {
    const found = await Promise.all(NAMES.map((name) => stat(join(directory.path, name))));
    return found.map(({ mode }) => (mode & 0o777).toString(8));
  }

  async function open(): Promise<EmbeddedStore> {
    return EmbeddedStore.open(directory.path, new ManualClock());
  }

  it('should let the owner only read a new store, whatever the umask is', async () => {
    const before = process.umask(0);
    try {
      const store = await open();
      expect(await modes()).toEqual(['600', '600']);
      await store.onApplicationShutdown();
    } finally {
      process.umask(before);
    }
  });

  it('should close the files of an earlier version to others', async () => {
    await (await open()).onApplicationShutdown();
    for (const name of NAMES) {
      const file = join(directory.path, name);
      await writeFile(file, '', { flag: 'a' });
      await chmod(file, 0o644);
    }
    const store = await open();
    expect(await modes()).toEqual(['600', '600']);
    await store.onApplicationShutdown();
  });

  it('should leave what is in a file as it is', async () => {
    const file = join(directory.path, 'a');
    await writeFile(file, 'content', { mode: 0o666 });
    expect(keepPrivate(file)).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('content');
  });
});
