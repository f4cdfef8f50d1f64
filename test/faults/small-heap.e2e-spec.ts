import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SystemClock } from '../../src/common/system-clock.js';
import { register, remove } from '../../src/manifest/lifecycle.js';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { normaliseManifest } from '../../src/manifest/normalise-manifest.js';
import { prepareManifest } from '../../src/manifest/prepared-manifest.js';
import { EmbeddedStore, FILE } from '../../src/storage/embedded/embedded-store.js';
import { DirectoryProcess } from '../support/directory-process.js';
import { Random } from '../support/random.js';
import { context, newDraft } from '../support/record-drafts.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';
import { wordyManifest } from '../support/worst-manifests.js';

const KIB = 1_024;
const TIMEOUT_MS = 120_000;

interface Status {
  readonly servers: { readonly total: number };
  readonly limits: {
    readonly not_served: { readonly left_out: number; readonly unindexed: number };
    readonly used: Record<string, { readonly used: number; readonly limit: number }>;
  };
}

jest.setTimeout(TIMEOUT_MS);

async function put(store: EmbeddedStore, draft: object): Promise<void> {
  const prepared = prepareManifest(normaliseManifest(draft as ManifestDraft));
  const made = register(undefined, 'default', prepared, context(Date.now()));
  if (made !== undefined) await store.commit({ before: undefined, draft: made });
}

describe('A directory with a small heap', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: DirectoryProcess | undefined;

  beforeEach(async () => {
    data = await tempDir();
  });

  afterEach(async () => {
    await directory?.end();
    await data.remove();
  });

  async function start(heapMib: number): Promise<DirectoryProcess> {
    directory = DirectoryProcess.spawn(data.path, {
      NODE_OPTIONS: `--max-old-space-size=${heapMib}`,
    });
    await directory.serving(TIMEOUT_MS);
    return directory;
  }

  async function stop(): Promise<void> {
    directory?.kill('SIGTERM');
    expect(await directory?.exited).toEqual({ code: 0, signal: null });
  }

  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${directory?.url}${path}`);
    return { status: answer.status, body: await answer.json() };
  };
  const status = async (): Promise<Status> => (await get('/servers/status')).body as Status;

  async function inStore(work: (store: EmbeddedStore) => Promise<void>): Promise<void> {
    const store = await EmbeddedStore.open(data.path, new SystemClock());
    await work(store);
    await store.onApplicationShutdown();
  }

  it('should end a flood of worst-case manifests in refusals, and start again on what it took', async () => {
    const { url } = await start(128);
    const random = new Random(1);
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < 80 && (statuses.get(507) ?? 0) < 10; sent += 1) {
      const answer = await fetch(`${url}/servers/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(wordyManifest(`s${sent}`, 100 * KIB, random)),
      });
      await answer.arrayBuffer();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
    expect([...statuses.keys()].toSorted()).toEqual([201, 507]);
    const { servers } = await status();
    expect(servers.total).toBe(statuses.get(201));
    await stop();
    await start(128);
    expect(await status()).toMatchObject({ servers, limits: { not_served: { left_out: 0 } } });
  });

  it('should start on more than fits, and say which servers are missing', async () => {
    const random = new Random(2);
    await inStore(async (store) => {
      for (let first = 1_000; first < 1_450; first += 10) {
        const ids = Array.from({ length: 10 }, (_, index) => `s${first + index}`);
        await Promise.all(ids.map((id) => put(store, wordyManifest(id, 100 * KIB, random))));
      }
    });
    await start(96);
    const { servers, limits } = await status();
    expect(limits.not_served.left_out).toBeGreaterThan(0);
    expect(servers.total + limits.not_served.left_out).toBe(450);
    expect(limits.used['servers']?.used).toBe(450);
    const first = await get(`${DIRECTORY}/servers/s1000`);
    const last = await get(`${DIRECTORY}/servers/s1449`);
    expect([first.status, last.status, last.body]).toMatchObject([
      200,
      503,
      { code: 'SERVER_LEFT_OUT' },
    ]);
    const health = await get('/health');
    expect([health.status, health.body]).toMatchObject([
      200,
      {
        details: {
          catalog: { status: 'degraded', left_out: { count: limits.not_served.left_out } },
        },
      },
    ]);
    // Nothing more comes in; what is there can leave.
    const more = await fetch(`${directory?.url}/servers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wordyManifest('more', 10 * KIB, random)),
    });
    expect(more.status).toBe(507);
    const left = await fetch(`${directory?.url}/servers/s1449`, { method: 'DELETE' });
    expect(left.status).toBe(200);
    expect((await get(`${DIRECTORY}/servers/s1449`)).status).toBe(404);
  });

  it('should start on any number of removed servers, and forget the oldest', async () => {
    await inStore(async (store) => {
      const made = await store.commit({
        before: undefined,
        draft: newDraft('t', {}, Date.now()),
      });
      if (made.outcome !== 'won') throw new Error('nobody else writes this server');
      const gone = remove(made.record, 'unregistered', context(Date.now()));
      await store.commit({ before: made.record, draft: gone });
    });
    const count = 100_000;
    const database = new DatabaseSync(join(data.path, FILE));
    database.exec(`
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
      INSERT INTO servers (tenant, id, revision, position, removed, disabled, updated_at, state, manifest)
      SELECT tenant, 't' || n, revision, position + n, 1, 0, updated_at + n,
        json_set(state, '$.id', 't' || n, '$.position', position + n), '' FROM servers, numbers;
      DELETE FROM servers WHERE id = 't';
    `);
    database.close();
    await start(96);
    // It goes on until there are no more than the limit.
    for (;;) {
      const { used, limit } = (await status()).limits.used['tombstones'] ?? { used: 0, limit: 0 };
      expect(used).toBeGreaterThan(0);
      if (used <= limit) break;
      await sleep(500);
    }
    await stop();
    const left = new DatabaseSync(join(data.path, FILE));
    expect(left.prepare('SELECT count(*) AS count FROM servers').get()).toEqual({ count: 6_144 });
    left.close();
  });
});
