import type { Clock } from '../../common/clock.js';
import { readVerifyArguments } from './verify-arguments.js';
import { DirectoryCheck } from './verify-directory.js';
import { VerifyError } from './verify-error.js';
import { HELP } from './verify-help.js';
import { allHolds, reportText } from './verify-report.js';

/** What the command needs from the process that runs it. */
export interface VerifyIo {
  readonly stdout: NodeJS.WritableStream;
  /** Takes progress and errors; only a terminal gets progress. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly clock: Clock;
}

/**
 * The command `verify`: checks a running directory and prints what holds.
 * @returns the exit code: 0, 1 (something was refused) or 2 (it could not be checked).
 */
export async function verifyCommand(args: readonly string[], io: VerifyIo): Promise<0 | 1 | 2> {
  const { stdout, stderr, clock } = io;
  try {
    const asked = readVerifyArguments(args);
    if (asked === 'help') {
      stdout.write(HELP);
      return 0;
    }
    const start = clock.monotonic();
    const entries = (done: number, total: number): void => {
      if (stderr.isTTY === true) stderr.write(`\rRead ${done} of ${total} `);
    };
    const check = new DirectoryCheck(asked, () => clock.now(), { entries });
    await check.run();
    if (stderr.isTTY === true) stderr.write('\r\u001b[K');
    const { checks, refused } = check;
    const seconds = (clock.monotonic() - start) / 1_000;
    const report = { url: asked.url, checks, refused, seconds };
    stdout.write(reportText(report));
    return allHolds(report) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    stderr.write(`${error.message}\n`);
    return 2;
  }
}
