import { execFile } from 'node:child_process';
import { copyFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { SseReader } from '../support/sse-reader.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';

const COMMAND = join(import.meta.dirname, '../../dist/storage/command/store.main.js');
/** Also on a machine that is busy. */
const STARTS_WITHIN_MS = 60_000;
const WRITERS = 16;
const BEFORE = 300;

describe('Backups of an embedded store', () => {
  let disk: Awaited<ReturnType<typeof tempDir>>;
  let directory: DirectoryProcess | undefined;

  beforeEach(async () => {
    disk = await tempDir();
  });

  afterEach(async () => {
    await directory?.end();
    directory = undefined;
    await disk.remove();
  });

  const path = (name: string): string => join(disk.path, name);

  async function start(name = 'data'): Promise<DirectoryProcess> {
    directory = DirectoryProcess.spawn(path(name));
    await directory.serving(STARTS_WITHIN_MS);
    return directory;
  }

  async function stop(): Promise<void> {
    directory?.kill('SIGTERM');
    expect(await directory?.exited).toEqual({ code: 0, signal: null });
  }

  function command(...args: string[]): Promise<{ code: number; told: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), told: stdout + stderr });
      });
    });
  }

  const backUp = (file: string, data = 'data') =>
    command('backup', path(file), '--store', path(data));

  const restore = (file: string, data: string, ...options: string[]) =>
    command('restore', path(file), '--store', path(data), ...options);

  async function register(id: string): Promise<number> {
    const { status } = await fetch(`${directory?.url ?? ''}/servers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(manifest(id, { metadata: { text: 'x'.repeat(4_000) } })),
    });
    return status;
  }

  async function registerAll(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += 20) {
      const answers = await Promise.all(ids.slice(from, from + 20).map(register));
      expect(new Set(answers)).toEqual(new Set([201]));
    }
  }

  async function found(id: string): Promise<number> {
    return (await fetch(`${directory?.url ?? ''}${DIRECTORY}/servers/${id}`)).status;
  }

  /** The first event of a stream, for a reader who comes back with an id. */
  async function first(lastEventId?: string) {
    const url = `${directory?.url ?? ''}${DIRECTORY}/events`;
    const reader = await SseReader.open(url, lastEventId === undefined ? {} : { lastEventId });
    const event = await reader.next();
    await reader.close();
    return event;
  }

  it('should have every write that was acknowledged before, while many write', async () => {
    await start();
    const ids = Array.from({ length: BEFORE }, (_, index) => `before-${index}`);
    await registerAll(ids);
    let writes = 0;
    let isOver = false;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let step = 0; !isOver; step += 1) {
        expect(await register(`beside-${writer}-${step}`)).toBe(201);
        writes += 1;
      }
    });
    const made = await backUp('backup.sqlite');
    const writesMeanwhile = writes;
    isOver = true;
    await Promise.all(writers);
    expect(made).toEqual({ code: 0, told: expect.stringMatching(/^Backed up .*: \d+\.\n$/) });
    expect(writesMeanwhile).toBeGreaterThan(0);
    expect(await readdir(disk.path)).toEqual(['backup.sqlite', 'data']);
    expect((await stat(path('backup.sqlite'))).mode & 0o777).toBe(0o600);
    const database = new DatabaseSync(path('backup.sqlite'), { readOnly: true });
    const stored = database.prepare('SELECT id, revision FROM servers').all() as { id: string }[];
    const histories = database.prepare('SELECT DISTINCT id FROM history').all();
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
    expect(histories).toHaveLength(stored.length);
    const names = new Set(stored.map(({ id }) => id));
    expect(ids.filter((id) => !names.has(id))).toEqual([]);
  }, 240_000);

  it('should be restored into another folder, and over a store only by force', async () => {
    await start();
    await registerAll(['kept']);
    expect(await backUp('backup.sqlite')).toMatchObject({ code: 0 });
    expect(await backUp('backup.sqlite')).toMatchObject({
      code: 1,
      told: expect.stringContaining('is there already'),
    });
    await registerAll(['lost']);
    const { lastEventId } = await first();
    const refused = await restore('backup.sqlite', 'data', '--force');
    expect(refused).toEqual({
      code: 1,
      told: expect.stringContaining('is in use by a running directory: stop it first'),
    });
    expect(await found('lost')).toBe(200);
    await stop();
    expect(await restore('backup.sqlite', 'data')).toMatchObject({
      code: 1,
      told: expect.stringContaining('--force replaces it'),
    });
    expect(await restore('backup.sqlite', 'data', '--force')).toMatchObject({ code: 0 });
    await start();
    expect([await found('kept'), await found('lost')]).toEqual([200, 404]);
    expect(await first(lastEventId)).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
    await stop();
    expect(await restore('backup.sqlite', 'other')).toMatchObject({ code: 0 });
    expect(await readdir(path('other'))).toEqual(['directory.sqlite']);
    // Keys in the store are encrypted with it, so it is kept elsewhere than a backup.
    await copyFile(path('data/signing-secret'), path('other/signing-secret'));
    await start('other');
    expect(await found('kept')).toBe(200);
  }, 240_000);

  it('should be made of a stopped and of a killed directory too', async () => {
    await start();
    await registerAll(['one']);
    directory?.kill('SIGKILL');
    await directory?.exited;
    expect(await backUp('killed.sqlite')).toEqual({
      code: 0,
      told: `Backed up ${path('data')}; servers, removed ones included: 1.\n`,
    });
    await start();
    expect(await found('one')).toBe(200);
    await stop();
    expect(await backUp('stopped.sqlite')).toMatchObject({ code: 0 });
  }, 240_000);

  it('should refuse a file that is not a backup, and leave the store as it is', async () => {
    await start();
    await registerAll(['one']);
    expect(await backUp('backup.sqlite')).toMatchObject({ code: 0 });
    await copyFile(path('data/directory.sqlite'), path('copied.sqlite'));
    await copyFile(path('data/directory.sqlite-wal'), path('copied.sqlite-wal'));
    await stop();
    await writeFile(path('text.sqlite'), 'no database at all'.repeat(1_000));
    await writeFile(path('empty.sqlite'), '');
    for (const [file, reason] of [
      ['copied.sqlite', 'is not a backup but a file in use'],
      ['text.sqlite', 'file is not a database'],
      ['empty.sqlite', 'is not the store of a directory'],
      ['missing.sqlite', 'is not a file'],
    ] as const) {
      expect(await restore(file, 'data', '--force')).toEqual({
        code: 1,
        told: expect.stringContaining(reason),
      });
    }
    await start();
    expect(await found('one')).toBe(200);
    await stop();
    // A store that is damaged is what a backup is for.
    await writeFile(path('data/directory.sqlite'), 'damaged'.repeat(2_000));
    expect(await restore('backup.sqlite', 'data', '--force')).toMatchObject({ code: 0 });
    await rm(path('backup.sqlite'));
    await start();
    expect(await found('one')).toBe(200);
  }, 240_000);
});
