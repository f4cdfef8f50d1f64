import { execFileSync } from 'node:child_process';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';

/** Takes what a registration was too large for, to the last block. */
async function fill(ballast: string): Promise<void> {
  const block = Buffer.alloc(4_096);
  for (;;) {
    try {
      await appendFile(ballast, block);
    } catch {
      return;
    }
  }
}

/** A real file system of 2 MiB; making one needs root. */
function mountSmall(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const data = await tempDir();
const mounted = mountSmall(data.path);
if (!mounted)
  console.warn('Skipped: a small file system cannot be mounted here, so no disk can be filled.');

(mounted ? describe : describe.skip)('A full disk', () => {
  const acknowledged: string[] = [];
  let directory: DirectoryProcess;

  beforeAll(async () => {
    directory = await DirectoryProcess.start(data.path);
  });

  afterAll(async () => {
    await directory.end();
    execFileSync('umount', [data.path]);
    await data.remove();
  });

  const register = (id: string) =>
    fetch(`${directory.url}/servers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(manifest(id, { description: 'd'.repeat(3_500) })),
    });
  const get = (id: string) => fetch(`${directory.url}${DIRECTORY}/servers/${id}`);

  async function registerUntilRefused(): Promise<void> {
    for (let tries = 0; tries < 2_000; tries += 1) {
      const id = `s${acknowledged.length}`;
      const response = await register(id);
      if (response.status === 201) {
        acknowledged.push(id);
        continue;
      }
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await response.json()).toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        detail: expect.stringContaining('disk is full'),
      });
      return;
    }
    throw new Error('the disk does not become full');
  }

  async function restart(): Promise<void> {
    directory.kill('SIGKILL');
    await directory.exited;
    directory = await DirectoryProcess.start(data.path);
  }

  it('should answer writes with 503, go on reading, start again for reading, lose nothing, and write again when there is room', async () => {
    const ballast = join(data.path, 'ballast');
    await writeFile(ballast, Buffer.alloc(400 * 1_024));
    await registerUntilRefused();
    expect(acknowledged.length).toBeGreaterThan(10);
    for (const id of acknowledged) expect((await get(id)).status).toBe(200);
    const status = (await (await fetch(`${directory.url}/servers/status`)).json()) as {
      storage: { fault: string };
    };
    expect(status.storage.fault).toContain('disk is full');
    expect((await fetch(`${directory.url}/health/ready`)).status).toBe(200);

    await fill(ballast);
    await restart();
    for (const id of acknowledged) expect((await get(id)).status).toBe(200);
    expect((await fetch(`${directory.url}/health/ready`)).status).toBe(200);
    // There is room left within its own files.
    await registerUntilRefused();
    for (const id of acknowledged) expect((await get(id)).status).toBe(200);

    await rm(ballast);
    expect((await register('after')).status).toBe(201);
    await restart();
    for (const id of [...acknowledged, 'after']) expect((await get(id)).status).toBe(200);
  }, 60_000);
});
