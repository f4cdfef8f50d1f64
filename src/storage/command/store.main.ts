import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { SystemClock } from '../../common/system-clock.js';
import { storeCommand } from './store-command.js';

// What the storage logs for operators is said here in the command's own words.
Logger.overrideLogger(false);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Only the first one: a second ends the process at once, which does no harm either.
  process.once(signal, () => {
    stopping.abort();
  });
}

// A reader that has seen enough, for example head, is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

// The clock's timers do not keep the process alive.
const awake = setInterval(() => undefined, 60_000);
try {
  // Set, not exited with: what is printed must reach a pipe in full.
  process.exitCode = await storeCommand(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    clock: new SystemClock(),
    wait,
    stop: stopping.signal,
  });
} finally {
  clearInterval(awake);
}
