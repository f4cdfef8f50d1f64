import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { Random } from '../support/random.js';
import { tempDir } from '../support/temp-dir.js';
import { wideManifest, wordyManifest } from '../support/worst-manifests.js';

/** A few by default; `SOAK_SEEDS=20` for more. */
const SEEDS = Number(process.env['SOAK_SEEDS'] ?? 2);
const HEAP_MIB = 128;
const STEPS = 800;
const PARALLEL = 8;
const KIB = 1_024;
const START_MS = 120_000;

/** Answers that a directory may give to a client that wants too much. */
const REFUSALS: ReadonlySet<number> = new Set([404, 429, 503, 507]);

interface Status {
  readonly servers: { readonly total: number };
  readonly limits: {
    readonly not_served: Record<string, number>;
    readonly used: Record<string, { used: number; limit: number }>;
  };
}

/** Sends anything that a client may send, chosen by a seed. */
class Filler {
  readonly statuses = new Map<number, number>();
  private step = 0;

  constructor(
    private readonly url: string,
    private readonly random: Random,
  ) {}

  async run(): Promise<void> {
    await Promise.all(
      Array.from({ length: PARALLEL }, async () => {
        while (this.step < STEPS) {
          this.step += 1;
          await this.send();
        }
      }),
    );
  }

  private async send(): Promise<void> {
    const { random } = this;
    const id = `s${random.below(400)}`;
    switch (random.below(12)) {
      case 0:
        return this.ask('DELETE', `/servers/${id}`);
      case 1:
        return this.ask('POST', '/servers/heartbeat', {
          id,
          status: random.chance(0.5) ? 'draining' : 'healthy',
        });
      case 2:
        return this.ask('POST', `/servers/${id}/disable`, { reason: 'a test' });
      case 3:
        return this.ask('POST', '/servers/register', manifest(`t${this.step}`));
      case 4:
        return this.ask('DELETE', `/servers/t${random.below(this.step)}`);
      case 5:
        return this.ask('POST', '/servers/register', wideManifest(id, random.below(15_000)));
      default:
        return this.ask(
          'POST',
          '/servers/register',
          wordyManifest(id, random.below(100) * KIB, random),
        );
    }
  }

  private async ask(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(this.url + path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    await answer.arrayBuffer();
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
  }
}

describe(`A directory with a heap of ${HEAP_MIB} MiB that is filled with anything`, () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: DirectoryProcess | undefined;

  beforeEach(async () => {
    data = await tempDir();
  });

  afterEach(async () => {
    await directory?.end();
    await data.remove();
  });

  async function start(): Promise<DirectoryProcess> {
    directory = DirectoryProcess.spawn(data.path, {
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
      LOG_LEVEL: 'info',
    });
    await directory.serving(START_MS);
    return directory;
  }

  const status = async (): Promise<Status> =>
    (await (await fetch(`${directory?.url}/servers/status`)).json()) as Status;

  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    'should refuse what does not fit, and start again on what it took; seed %d',
    async (seed) => {
      const { url } = await start();
      const filler = new Filler(url, new Random(seed));
      await filler.run();
      const unexpected = [...filler.statuses.keys()].filter(
        (code) => code >= 300 && !REFUSALS.has(code),
      );
      expect(unexpected).toEqual([]);
      expect(filler.statuses.get(507) ?? 0).toBeGreaterThan(0);
      const before = await status();
      for (const name of ['servers', 'stored_bytes', 'indexed_terms']) {
        const { used = NaN, limit = 0 } = before.limits.used[name] ?? {};
        expect(used).toBeLessThanOrEqual(limit);
      }
      directory?.kill('SIGTERM');
      expect(await directory?.exited).toEqual({ code: 0, signal: null });
      await start();
      const after = await status();
      expect(after.servers.total).toBe(before.servers.total);
      expect(after.limits.not_served).toEqual({ damaged: 0, left_out: 0, unindexed: 0 });
      expect(after.limits.used['stored_bytes']).toEqual(before.limits.used['stored_bytes']);
    },
  );
});
