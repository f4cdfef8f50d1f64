import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { SystemClock } from '../../src/common/system-clock.js';
import { migrateCommand } from '../../src/storage/migrate/migrate-command.js';
import type { MigrateIo } from '../../src/storage/migrate/migrate-io.js';
import type { ManualClock } from './manual-clock.js';

/** `DIRECTORY_MAIN` names a build of one's own, where `dist` is somebody else's. */
const MAIN = join(
  dirname(process.env['DIRECTORY_MAIN'] ?? join(import.meta.dirname, '../../dist/main.js')),
  'storage/migrate/migrate.main.js',
);

/** What a run of the command said. */
export interface MigrateRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the migration as `npm run migrate:store -- …` does, with its output caught. */
export async function runMigrate(
  from: string,
  to: string,
  io: Partial<MigrateIo> = {},
): Promise<MigrateRun> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const code = await migrateCommand(['--from', from, '--to', to], {
    stdout,
    stderr,
    clock: new SystemClock(),
    wait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    stop: new AbortController().signal,
    ...io,
  });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** Runs the built command as a process, and sends it a signal when it prints the line. `npm test` builds it first. */
export async function runMigrateUntil(
  from: string,
  to: string,
  line: RegExp,
  signal: NodeJS.Signals,
): Promise<MigrateRun & { signal: NodeJS.Signals | null }> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, '--from', from, '--to', to], {
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data: Buffer) => (said.stdout += data.toString()));
  if (child.stderr === null) throw new Error('the process has no stderr');
  createInterface(child.stderr).on('line', (printed) => {
    said.stderr += `${printed}\n`;
    if (line.test(printed)) child.kill(signal);
  });
  const [code, ended] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, ...said, signal: ended };
}

/** A pause that takes no time but the clock's. */
export function passing(clock: ManualClock): (ms: number) => Promise<void> {
  return (ms) => {
    clock.advance(ms);
    return Promise.resolve();
  };
}
