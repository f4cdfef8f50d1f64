import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { SystemClock } from '../../common/system-clock.js';
import type { MigrateIo } from './migrate-io.js';

/** Runs a command of this process: its arguments, its streams, and the signals that ask it to stop. */
export async function runCommand(
  command: (args: readonly string[], io: MigrateIo) => Promise<number>,
): Promise<void> {
  // What the storage logs for operators is said here in the command's own words.
  Logger.overrideLogger(false);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Only the first one: a second ends the process at once, which does no harm either.
    process.once(signal, () => {
      stopping.abort();
    });
  }
  // The clock's timers do not keep the process alive.
  const awake = setInterval(() => undefined, 60_000);
  try {
    // Set, not exited with: what is printed must reach a pipe in full.
    process.exitCode = await command(process.argv.slice(2), {
      stdout: process.stdout,
      stderr: process.stderr,
      clock: new SystemClock(),
      wait,
      stop: stopping.signal,
    });
  } finally {
    clearInterval(awake);
  }
}
