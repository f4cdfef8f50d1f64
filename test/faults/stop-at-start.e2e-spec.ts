import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectoryProcess, type Exit } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { tempDir } from '../support/temp-dir.js';

/** Points of the start at which a signal is sent. */
const POINTS = 9;
const OFFSETS = 4;
/** Also on a machine that is busy. */
const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 10_000;
/** All steps of the start are told. */
const ENV = { LOG_LEVEL: 'debug' };

describe('The program, stopped while it starts', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  /** Lines that a start tells, and how long it takes. */
  let lines: number;
  let startMs: number;

  beforeAll(async () => {
    data = await tempDir();
    const began = performance.now();
    const directory = DirectoryProcess.spawn(data.path, ENV);
    await directory.serving(STARTS_WITHIN_MS);
    startMs = performance.now() - began;
    lines = directory.output.length;
    const body = JSON.stringify(manifest('stored'));
    const headers = { 'content-type': 'application/json' };
    await fetch(`${directory.url}/servers/register`, { method: 'POST', headers, body });
    await directory.end();
  }, 120_000);

  afterAll(() => data.remove());

  /** How it ends, what it told, and after how long, when it is sent a signal at a moment of its start. */
  async function stopped(
    moment: (directory: DirectoryProcess) => Promise<unknown>,
  ): Promise<{ exit: Exit; output: readonly string[]; ms: number }> {
    const directory = DirectoryProcess.spawn(data.path, ENV);
    try {
      await moment(directory);
      const began = performance.now();
      directory.kill('SIGTERM');
      const late = wait(STOPS_WITHIN_MS * 2, undefined, { ref: false });
      const exit = await Promise.race([directory.exited, late]);
      if (exit === undefined) throw new Error(`It did not stop:\n${directory.output.join('\n')}`);
      return { exit, output: directory.output, ms: performance.now() - began };
    } finally {
      await directory.end();
    }
  }

  it.each(Array.from({ length: POINTS }, (_, point) => point))(
    'should end with code 0: at line, part %i of the start',
    async (point) => {
      const line = 1 + Math.round(((lines - 1) * point) / (POINTS - 1));
      const { exit, ms } = await stopped((directory) => directory.told(line));
      expect(exit).toEqual({ code: 0, signal: null });
      expect(ms).toBeLessThan(STOPS_WITHIN_MS);
    },
    120_000,
  );

  it.each(Array.from({ length: OFFSETS }, (_, offset) => offset))(
    'should end with code 0: at any time, attempt %i',
    async (offset) => {
      const ms = ((offset + Math.random()) * startMs) / OFFSETS;
      const { exit, output } = await stopped(() => wait(ms));
      // Before the program's first line, while Node.js itself starts, the signal ends the process.
      const early = offset === 0 && exit.signal === 'SIGTERM' && output.length === 0;
      if (!early) expect({ ms, ...exit }).toEqual({ ms, code: 0, signal: null });
    },
    120_000,
  );

  it('should take two signals at once for one, and stop at once at a later one', async () => {
    const slow = { ...ENV, SHUTDOWN_DELAY_SECONDS: '20' };
    const directory = DirectoryProcess.spawn(data.path, slow);
    await directory.serving(STARTS_WITHIN_MS);
    try {
      directory.kill('SIGINT');
      directory.kill('SIGINT');
      await directory.says(/SIGINT: stopping/);
      expect((await fetch(`${directory.url}/health/live`)).status).toBe(200);
      await wait(1_100);
      directory.kill('SIGTERM');
      expect(await directory.exited).toEqual({ code: 1, signal: null });
      expect(directory.output.at(-1)).toBe(
        'A second signal, SIGTERM: the directory stops at once.',
      );
    } finally {
      await directory.end();
    }
  }, 120_000);
});
