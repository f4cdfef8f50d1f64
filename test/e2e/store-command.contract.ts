import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/system-clock.js';
import { disable, register, remove } from '../../src/manifest/lifecycle.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { RecordDraft, ServerRecord } from '../../src/manifest/server-record.js';
import { storeCommand } from '../../src/storage/command/store-command.js';
import type { ManifestStore } from '../../src/storage/manifest-store.js';
import { ED25519_KEY } from '../support/member-keys.js';
import { context, prepared } from '../support/record-drafts.js';
import { tempDir } from '../support/temp-dir.js';

/** A place of a store: its name for the command, and ways into it while the command does not run. */
export interface StorePlace {
  readonly name: string;
  /** A second process that uses the store. */
  use(): Promise<ManifestStore>;
  /** Works with the store as a directory does, and closes it. */
  work<T>(work: (store: ManifestStore) => Promise<T>): Promise<T>;
  /** Changes a character of a stored manifest. */
  damage(id: string): Promise<void>;
  end(): Promise<void>;
}

/** What the command does with any kind of store. */
export function storeCommandContract(kind: string, open: () => Promise<StorePlace>): void {
  describe(`npm run store, ${kind}`, () => {
    let place: StorePlace;

    beforeEach(async () => {
      place = await open();
      await place.work(fill);
      await place.damage('damaged');
    });

    afterEach(() => place.end());

    async function run(...args: string[]) {
      const stdout = new PassThrough({ encoding: 'utf8', highWaterMark: 1_000_000 });
      const stderr = new PassThrough({ encoding: 'utf8' });
      const [verb = '', ...options] = args;
      const code = await storeCommand([verb, '--store', place.name, ...options], {
        stdout,
        stderr,
        clock: new SystemClock(),
        wait: () => new Promise((resolve) => setTimeout(resolve, 20)),
        stop: new AbortController().signal,
      });
      const text = String(stdout.read() ?? '');
      return { code, stdout: text.split('\n').slice(0, -1), stderr: String(stderr.read() ?? '') };
    }

    async function listed(...options: string[]): Promise<{ id: string; status: string }[]> {
      const { code, stdout } = await run('list', '--json', ...options);
      expect(code).toBe(0);
      return stdout.map((line) => JSON.parse(line) as { id: string; status: string });
    }

    const ids = async (...options: string[]): Promise<string[]> =>
      (await listed(...options)).map(({ id }) => id);

    it('should list all servers in order of id, damaged ones too, with what is wrong', async () => {
      expect((await listed()).map(({ id, status }) => `${id} ${status}`)).toEqual([
        'blocked disabled',
        'damaged damaged',
        'kept removed',
        'large healthy',
        'small healthy',
        'small-2 healthy',
      ]);
      const { stdout } = await run('list');
      expect(stdout[1]).toMatch(
        /^damaged +\d+ {2}- +10\.0\.0\.7 +damaged {2}\(its manifest does not match its digest\)$/,
      );
      expect(stdout[4]).toMatch(/^healthy +\d+ {2}2026-\S+Z {2}10\.0\.0\.7 +small$/);
    });

    it('should list those that are asked for', async () => {
      expect(await ids('--from', '10.0.0.7')).toEqual(['damaged', 'small', 'small-2']);
      expect(await ids('--removed')).toEqual(['kept']);
      expect(await ids('--damaged')).toEqual(['damaged']);
      expect(await ids('--id', 'small', '--id', 'large')).toEqual(['large', 'small']);
      expect((await ids('--largest', '2'))[0]).toBe('large');
      expect(await ids('--largest', '2')).toHaveLength(2);
    });

    it('should say what it would purge, and purge it when that is said', async () => {
      const dry = await run('purge', '--from', '10.0.0.7');
      expect(dry.stdout.slice(0, -1)).toEqual([
        'damaged  damaged',
        'healthy  small',
        'healthy  small-2',
      ]);
      expect(dry.stdout.at(-1)).toMatch(/^Would purge 3 servers from .*: say --yes\.$/);
      expect(await ids()).toHaveLength(6);
      const epoch = await place.work(epochOf);
      const { code, stdout } = await run('purge', '--from', '10.0.0.7', '--yes');
      expect([code, stdout.at(-1)]).toEqual([0, expect.stringMatching(/^Purged 3 servers from /)]);
      expect(await ids()).toEqual(['blocked', 'kept', 'large']);
      expect((await run('purge', '--removed', '--yes')).code).toBe(0);
      expect(await ids()).toEqual(['blocked', 'large']);
      await place.work(async (store) => {
        expect(await epochOf(store)).not.toBe(epoch);
        expect(await store.find(DEFAULT_SCOPE, 'kept')).toBeUndefined();
        expect((await store.history(DEFAULT_SCOPE, 'small', 1, 10)).total).toBe(0);
        expect((await store.history(DEFAULT_SCOPE, 'large', 1, 10)).total).toBe(1);
      });
    });

    it('should purge what is damaged, so that the id is free', async () => {
      await run('purge', '--damaged', '--yes');
      expect(await ids('--damaged')).toEqual([]);
      await place.work(async (store) => {
        expect(await put(store, 'damaged', 'local')).toMatchObject({ memberKey: null });
      });
    });

    it('should export the manifests as lines that can be registered again', async () => {
      const folder = await tempDir();
      try {
        const out = join(folder.path, 'servers.jsonl');
        const { code, stdout, stderr } = await run('export', '--out', out);
        expect([code, stdout]).toEqual([0, []]);
        expect(stderr).toMatch(/^Exported 4 manifests from /);
        const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
        expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([
          'blocked',
          'large',
          'small',
          'small-2',
        ]);
        expect(lines[1]).toBe(prepared('large', LARGE).canonical);
        const again = await run('export', '--out', out);
        expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('EEXIST')]);
        expect((await run('export', '--from', 'local')).stdout).toEqual(lines.slice(0, 2));
      } finally {
        await folder.remove();
      }
    });

    it('should refuse a store that is in use', async () => {
      const store = await place.use();
      try {
        const { code, stderr } = await run('list');
        expect([code, stderr]).toEqual([
          1,
          expect.stringContaining('in use by a running directory'),
        ]);
      } finally {
        await (
          store as ManifestStore & { onApplicationShutdown(): Promise<void> }
        ).onApplicationShutdown();
      }
    });
  });
}

const LARGE = { metadata: { text: 'x'.repeat(10_000) } };
const AT = Date.UTC(2026, 10, 30);

async function fill(store: ManifestStore): Promise<void> {
  for (const id of ['small', 'small-2', 'damaged']) await put(store, id, '10.0.0.7');
  await put(store, 'large', 'local', LARGE);
  const blocked = await put(store, 'blocked', 'local');
  await change(store, disable(blocked, 'Leaks data', context(AT)), blocked);
  const kept = await put(store, 'kept', 'local', { member_key: ED25519_KEY });
  await change(store, remove(kept, 'unregistered', context(AT)), kept);
}

function put(store: ManifestStore, id: string, client: string, changes: object = {}) {
  const draft = register(undefined, 'default', prepared(id, changes), context(AT), client);
  return change(store, draft);
}

async function change(
  store: ManifestStore,
  draft: RecordDraft | undefined,
  before?: ServerRecord,
): Promise<ServerRecord> {
  const result = draft && (await store.commit({ before, draft }));
  if (result?.outcome !== 'won') throw new Error('a change was lost');
  return result.record;
}

async function epochOf(store: ManifestStore): Promise<string> {
  await store.follow(() => undefined);
  return store.timeline().epoch;
}
