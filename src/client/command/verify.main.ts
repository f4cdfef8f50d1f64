import { SystemClock } from '../../common/system-clock.js';
import { verifyCommand } from './verify-command.js';

// Set, not exited with: what is printed must reach a pipe in full.
process.exitCode = await verifyCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  clock: new SystemClock(),
});
