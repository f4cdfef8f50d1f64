import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../src/manifest/canonical-json.js';
import { DirectoryProcess } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';

const ROUNDS = 20;
const WRITERS = 16;
const IDS_PER_WRITER = 3;
const KILL_AFTER_ANSWERS = 60;

/** What a server should be: a version, or `null` when it is not registered. */
type State = string | null;

interface Knowledge {
  acknowledged: State;
  /** Sent, and not answered yet: it may have happened or not. */
  open: State | undefined;
}

/** A member with a few servers, which it registers, updates and unregisters one after another. */
class Writer {
  readonly servers = new Map<string, Knowledge>();
  /** Statuses of answers that should have been good. */
  readonly unexpected: number[] = [];
  private step = 0;

  constructor(index: number) {
    for (let server = 0; server < IDS_PER_WRITER; server += 1) {
      this.servers.set(`writer-${index}.server-${server}`, { acknowledged: null, open: undefined });
    }
  }

  /** Writes until the directory is gone. */
  async run(url: string, answered: () => void): Promise<void> {
    const ids = [...this.servers.keys()];
    for (;;) {
      const id = ids[this.step % ids.length] ?? '';
      this.step += 1;
      try {
        await this.write(url, id);
      } catch {
        return;
      }
      answered();
    }
  }

  private async write(url: string, id: string): Promise<void> {
    const known = this.servers.get(id);
    if (known === undefined) return;
    const leaves = known.acknowledged !== null && this.step % 7 === 0;
    const next: State = leaves ? null : `1.0.${this.step}`;
    known.open = next;
    const response = leaves
      ? await fetch(`${url}/servers/${id}`, { method: 'DELETE' })
      : await fetch(`${url}/servers/register`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(manifest(id, { version: next, description: 'x'.repeat(2_000) })),
        });
    await response.arrayBuffer();
    if (!response.ok) this.unexpected.push(response.status);
    known.acknowledged = next;
    known.open = undefined;
  }
}

interface Entry {
  id: string;
  version: string;
  directory: { revision: number; digest: string };
}

async function listed(url: string): Promise<Map<string, Entry>> {
  const response = await fetch(`${url}${DIRECTORY}/servers?limit=500`);
  const { servers } = (await response.json()) as { servers: Entry[] };
  return new Map(servers.map((entry) => [entry.id, entry]));
}

/** Whether the served manifest is the one that was digested. */
async function isWhole(url: string, { id, directory }: Entry): Promise<boolean> {
  const text = await (await fetch(`${url}${DIRECTORY}/servers/${id}`)).text();
  return sha256Hex(`${text.slice(0, text.indexOf(',"status":"'))}}`) === directory.digest;
}

/** Whether the history ends in the served revision and has no hole. */
async function historyFits(url: string, { id, directory }: Entry): Promise<boolean> {
  const response = await fetch(`${url}/servers/${id}/history?limit=500`);
  const { history } = (await response.json()) as {
    history: { revision: number; digest: string }[];
  };
  return history.every(
    ({ revision, digest }, index) =>
      revision === directory.revision - index && (index > 0 || digest === directory.digest),
  );
}

describe('A crash in the middle of writes', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let running: DirectoryProcess | undefined;

  beforeEach(async () => {
    data = await tempDir();
  });

  afterEach(async () => {
    await running?.end();
    await data.remove();
  });

  async function start(): Promise<DirectoryProcess> {
    running = await DirectoryProcess.start(data.path);
    return running;
  }

  it(`should lose nothing acknowledged and leave nothing half-written, ${ROUNDS} times`, async () => {
    const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(index));
    let answers = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const directory = await start();
      const target = answers + KILL_AFTER_ANSWERS + round * 13;
      const answered = (): void => {
        answers += 1;
        if (answers === target) directory.kill('SIGKILL');
      };
      await Promise.all(writers.map((writer) => writer.run(directory.url, answered)));
      // Else the writers have ended for another reason: nothing to wait for, and the next line says so.
      directory.kill('SIGKILL');
      expect(answers).toBeGreaterThanOrEqual(target);
      expect((await directory.exited).signal).toBe('SIGKILL');
      expect(writers.flatMap(({ unexpected }) => unexpected)).toEqual([]);

      const restarted = await start();
      const entries = await listed(restarted.url);
      for (const [id, known] of writers.flatMap((writer) => [...writer.servers])) {
        const found = entries.get(id)?.version ?? null;
        expect({ id, round, found: [known.acknowledged, known.open].includes(found) }).toEqual({
          id,
          round,
          found: true,
        });
        known.acknowledged = found;
        known.open = undefined;
      }
      for (const entry of entries.values()) {
        expect(await isWhole(restarted.url, entry)).toBe(true);
        expect(await historyFits(restarted.url, entry)).toBe(true);
      }
      restarted.kill('SIGKILL');
      await restarted.exited;
    }
    expect(answers).toBeGreaterThan(ROUNDS * KILL_AFTER_ANSWERS);
  }, 600_000);
});
