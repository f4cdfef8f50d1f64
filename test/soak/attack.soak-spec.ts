import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { tempDir } from '../support/temp-dir.js';
import { AttackProcess } from './attack/attack-process.js';
import { HonestFleet } from './attack/honest-fleet.js';
import { heapFloor, heldIn, secondsIn } from './attack/loop-log.js';

/** Five by default; `ATTACK_MINUTES=30` for the long run. */
const MINUTES = Number(process.env['ATTACK_MINUTES'] ?? 5);
const SEED = Number(process.env['ATTACK_SEED'] ?? 1);
const QUIET_S = 30;
const HEAP_MIB = 1_024;
const MIB = 1_024 * 1_024;

/**
 * The aim is 50 ms, of the thread's own processor time. Measured were 36 to 80 ms at most (garbage collection, and the API
 * document, once), and 35 ms in 9 of 10 seconds; more than twice as much is left for slower machines.
 */
const MOST_HELD_MS = 200;
const MOSTLY_HELD_MS = 75;

/** What an attacker may be answered; anything else of 500 and above is a fault of the directory. */
const HONEST_ERRORS: ReadonlySet<number> = new Set([503, 507]);

describe(`200 members and 50 readers beside an attacker, seed ${SEED}`, () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: DirectoryProcess | undefined;
  let attack: AttackProcess | undefined;
  let honest: HonestFleet | undefined;

  beforeEach(async () => {
    data = await tempDir();
  });

  afterEach(async () => {
    attack?.end();
    honest?.end();
    honest?.close();
    await directory?.end();
    await data.remove();
  });

  async function start(): Promise<DirectoryProcess> {
    const report = join(import.meta.dirname, 'attack/loop-report.mjs');
    directory = await DirectoryProcess.start(data.path, {
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB} --import=${report}`,
      TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'info',
    });
    return directory;
  }

  it(
    'should serve them as if the attacker were not there',
    async () => {
      const { url, output } = await start();
      honest = new HonestFleet(url);
      await honest.register();
      const before = secondsIn(output).length;
      const running = honest.run();
      await pause(QUIET_S * 1_000);
      const quiet = secondsIn(output).slice(before);
      attack = AttackProcess.start(url, { seed: SEED, parallel: 8, pauseMs: 40 });
      honest.phase = 'attack';
      await pause(MINUTES * 60_000);
      const report = await attack.stop();
      honest.end();
      await running;
      const seconds = secondsIn(output).slice(before + quiet.length);
      const lost = await honest.lostLeases();
      const { tally } = honest;
      const p99 = {
        quiet: tally.quantileMs('quiet', 0.99),
        attack: tally.quantileMs('attack', 0.99),
      };
      const heldMs = heldIn(seconds, 1);
      const mostlyHeldMs = heldIn(seconds, 0.9);
      const floors = [heapFloor(seconds, 1 / 3, 2 / 3), heapFloor(seconds, 2 / 3, 1)];
      console.info(
        [
          `quiet                 ${tally.line('quiet')}, 99 % within ${p99.quiet} ms`,
          `attack                ${tally.line('attack')}, 99 % within ${p99.attack} ms`,
          `  heartbeats          ${tally.line('attack heartbeats')}`,
          `  reads               ${tally.line('attack reads')}`,
          `attacker              ${report.steps} steps: ${JSON.stringify(report.statuses)}`,
          `event loop held       ≤ ${heldMs.toFixed(1)} ms, ≤ ${mostlyHeldMs.toFixed(1)} ms in 9 of 10 seconds; quiet ≤ ${heldIn(quiet, 1).toFixed(1)} ms`,
          `heap, MiB             at least ${floors.map((bytes) => Math.round(bytes / MIB)).join(' / ')} in the second and the last third`,
          `memory, MiB           at most ${Math.round(Math.max(...seconds.map(({ rss }) => rss)) / MIB)}`,
        ].join('\n'),
      );
      const errors = Object.keys(report.statuses).map(Number);
      expect(errors.filter((status) => status >= 500 && !HONEST_ERRORS.has(status))).toEqual([]);
      expect(report.failures).toEqual([]);
      expect(tally.violations).toEqual([]);
      expect(lost).toEqual([]);
      expect(heldMs).toBeLessThanOrEqual(MOST_HELD_MS);
      expect(mostlyHeldMs).toBeLessThanOrEqual(MOSTLY_HELD_MS);
      expect(floors[1]).toBeLessThanOrEqual((floors[0] ?? 0) * 1.25);
    },
    (MINUTES * 60 + QUIET_S + 120) * 1_000,
  );
});
