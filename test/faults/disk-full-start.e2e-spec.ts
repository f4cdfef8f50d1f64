import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { modernHeaders, modernRequest } from '../support/mcp-messages.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';

/** The kernel takes not a byte for a file from this process: what a full disk is to it, with no disk to be filled. */
const NO_ROOM = { fileBlocks: 0 };

interface Entry {
  readonly status: string;
  readonly directory: { readonly revision: number; readonly status_stored?: boolean };
}

describe('A start on a disk that takes nothing', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: DirectoryProcess | undefined;

  beforeEach(async () => {
    data = await tempDir();
  });

  afterEach(async () => {
    await directory?.end();
    await data.remove();
  });

  const url = (path: string) => `${directory?.url ?? ''}${path}`;
  const get = (path: string) => fetch(url(path));
  const post = (path: string, body: object, headers: Record<string, string>) =>
    fetch(url(path), { method: 'POST', headers, body: JSON.stringify(body) });
  const register = (id: string, changes: object = {}) =>
    post('/servers/register', manifest(id, changes), { 'content-type': 'application/json' });

  /** The only server in the listing, as soon as it is like this. */
  async function listedOnce(isWanted: (entry: Entry) => boolean): Promise<Entry> {
    for (let etag = ''; ;) {
      const answer = await fetch(url(`${DIRECTORY}/servers?wait=60`), {
        headers: { 'If-None-Match': etag },
      });
      etag = answer.headers.get('etag') ?? '';
      const [entry] =
        answer.status === 200 ? ((await answer.json()) as { servers: Entry[] }).servers : [];
      if (entry !== undefined && isWanted(entry)) return entry;
    }
  }

  async function storageCheck(): Promise<Record<string, unknown>> {
    const { details } = (await (await get('/health')).json()) as {
      details: { storage: Record<string, unknown> };
    };
    return details.storage;
  }

  /** The health check is what tries to write again; it looks every two seconds. */
  async function storageIsUp(): Promise<void> {
    await directory?.says(/Writing to the SQLite file works again/);
    while ((await storageCheck())['status'] !== 'up') await get('/health/live');
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'should serve reads after %s, say what is wrong, and write again when there is room',
    async (end) => {
      directory = await DirectoryProcess.start(data.path);
      expect((await register('a')).status).toBe(201);
      directory.kill(end);
      await directory.exited;
      directory = await DirectoryProcess.start(data.path, {}, NO_ROOM);

      expect((await get('/health/ready')).status).toBe(200);
      expect((await get('/health/ready?strict=1')).status).toBe(503);
      expect(await storageCheck()).toMatchObject({
        status: 'degraded',
        message: expect.stringContaining('the storage refuses writes'),
      });
      expect(await (await get(`${DIRECTORY}/servers/a`)).json()).toMatchObject({
        id: 'a',
        directory: { jws: expect.anything() },
      });
      const call = modernRequest('tools/call', { name: 'get_server', arguments: { id: 'a' } });
      const told = await post('/mcp', call, modernHeaders('tools/call', 'get_server'));
      expect(await told.text()).toContain('Server a');
      const refused = await register('b');
      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        detail: expect.stringContaining('the storage refuses writes'),
      });

      directory.liftFileLimit();
      await storageIsUp();
      expect((await register('b')).status).toBe(201);
      directory.kill('SIGTERM');
      expect(await directory.exited).toEqual({ code: 0, signal: null });
    },
  );

  it('should show a member that stops beating as stale, say that it is not stored, and store it when there is room', async () => {
    directory = await DirectoryProcess.start(data.path);
    expect((await register('a', { heartbeat_interval_seconds: 5 })).status).toBe(201);
    directory.kill('SIGTERM');
    await directory.exited;
    directory = await DirectoryProcess.start(data.path, {}, NO_ROOM);
    const live = await listedOnce(({ status }) => status === 'healthy');
    const shown = await listedOnce(({ status }) => status === 'stale');
    expect(shown.directory).toMatchObject({
      revision: live.directory.revision,
      status_stored: false,
    });
    const { details } = (await (await get('/health')).json()) as { details: object };
    expect(details).toMatchObject({
      sweeper: { message: '1 server is shown stale or offline; the storage cannot record it' },
    });
    directory.liftFileLimit();
    const stored = await listedOnce(
      (entry) => entry.status === 'stale' && !('status_stored' in entry.directory),
    );
    expect(stored.directory.revision).toBe(live.directory.revision + 1);
  });

  it('should stop in an orderly way while the disk is full', async () => {
    directory = await DirectoryProcess.start(data.path);
    await register('a');
    directory.kill('SIGKILL');
    await directory.exited;
    directory = await DirectoryProcess.start(data.path, {}, NO_ROOM);
    directory.kill('SIGTERM');
    expect(await directory.exited).toEqual({ code: 0, signal: null });
  });

  it('should not start when it has to make a secret, say so, and leave nothing half made', async () => {
    directory = await DirectoryProcess.start(data.path);
    directory.kill('SIGTERM');
    await directory.exited;
    await unlink(join(data.path, 'signing-secret'));
    directory = DirectoryProcess.spawn(data.path, {}, NO_ROOM);
    expect((await directory.exited).code).toBe(1);
    expect(directory.output.at(-1)).toMatch(
      /The directory did not start\. No signing secret could be stored in DATA_DIR .*FED_DIR_SIGNING_SECRET/,
    );
    expect((await readdir(data.path)).filter((name) => name.startsWith('signing'))).toEqual([]);
  });
});
