/** The directory as the real program, in its own process. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL, fileURLToPath } from 'node:url';
import { guard } from './clean-up.mjs';
import { findFreePort, get, post, send } from './http-client.mjs';
import { makeManifests } from './manifests.mjs';

const BATCH_ITEMS = 1_000;
const READY_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 15_000;
const ASK_EVERY_MS = 10;

const DEFAULT_PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** What every directory of a run is started with. */
export class Launcher {
  /**
   * @param {{ program?: string, cpuProf?: string }} options `program`: another main.js than the built one;
   *   `cpuProf`: folder for CPU profiles
   */
  constructor({ program = DEFAULT_PROGRAM, cpuProf }) {
    if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
    this.program = program;
    const profile = cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProf}`];
    this.arguments = [...profile, '--enable-source-maps', program];
  }

  /**
   * Starts a directory and waits until it is ready.
   * @param {string} dataDir
   * @param {Record<string, string>} [more] further environment variables
   * @param {string} [preload] URL of a module that is loaded into it first and answers {@link Directory.ask}
   */
  async start(dataDir, more = {}, preload) {
    const port = await findFreePort();
    const env = {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ...more,
    };
    const begin = performance.now();
    const stdio = ['ignore', 'inherit', 'inherit', ...(preload === undefined ? [] : ['ipc'])];
    const imports = preload === undefined ? [] : [`--import=${preload}`];
    const child = guard(spawn(process.execPath, [...imports, ...this.arguments], { env, stdio }));
    const directory = new Directory(child, `http://127.0.0.1:${port}`);
    await directory.untilReady();
    directory.startSeconds = (performance.now() - begin) / 1_000;
    return directory;
  }
}

/** A running directory. */
class Directory {
  /** From the start of the process until it was ready. */
  startSeconds = NaN;

  constructor(child, url) {
    this.child = child;
    this.url = url;
    this.exit = once(child, 'exit');
  }

  get pid() {
    return this.child.pid;
  }

  async untilReady() {
    const deadline = performance.now() + READY_LIMIT_MS;
    while (performance.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error('The directory ended while it started');
      const status = await send(this.url, get('/health/ready')).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return;
      await sleep(ASK_EVERY_MS);
    }
    throw new Error(`The directory was not ready within ${READY_LIMIT_MS / 1_000} s`);
  }

  /**
   * Registers the manifests with the numbers 0 to `count` - 1 through the batch route.
   * @param {number} count
   * @param {object} [more] what is different in each of them
   * @returns {Promise<number>} registrations per second
   */
  async fill(count, more = {}) {
    let milliseconds = 0;
    for (let first = 0; first < count; first += BATCH_ITEMS) {
      const manifests = makeManifests(first, Math.min(BATCH_ITEMS, count - first));
      const servers = manifests.map((manifest) => ({ ...manifest, ...more }));
      const batch = post('/servers/batch/register', { servers });
      const begin = performance.now();
      const { status, body } = await send(this.url, batch);
      milliseconds += performance.now() - begin;
      const refused =
        status === 200 ? JSON.parse(body).results.find((r) => r.status !== 201) : body;
      if (refused)
        throw new Error(`The batch was not taken (${status}): ${JSON.stringify(refused)}`);
    }
    return (count / milliseconds) * 1_000;
  }

  /** Asks the module that was preloaded into it. */
  async ask(question) {
    const answer = once(this.child, 'message');
    this.child.send(question);
    return (await answer)[0];
  }

  /** What `GET /servers/status` answers. */
  async status() {
    return JSON.parse((await send(this.url, get('/servers/status'))).body);
  }

  /** Asks it to stop, and insists on exit code 0. */
  async stop() {
    this.child.kill('SIGTERM');
    const late = sleep(STOP_LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`The directory did not stop within ${STOP_LIMIT_MS / 1_000} s`);
    });
    const [code, signal] = await Promise.race([this.exit, late]);
    if (code !== 0) throw new Error(`The directory ended with ${code ?? signal} instead of 0`);
  }
}
