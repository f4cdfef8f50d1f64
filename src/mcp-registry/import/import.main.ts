import { setTimeout as wait } from 'node:timers/promises';
import { SystemClock } from '../../common/system-clock.js';
import { importCommand } from './command/import-command.js';

// Set, not exited with: what is printed must reach a pipe in full.
process.exitCode = await importCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  clock: new SystemClock(),
  wait,
});
