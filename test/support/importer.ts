import { PassThrough } from 'node:stream';
import { SystemClock } from '../../src/common/system-clock.js';
import { importCommand } from '../../src/mcp-registry/import/command/import-command.js';

/** What a run of the importer left. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the importer as `npm run import -- …` does, with its output caught. */
export async function runImporter(directoryUrl: string, ...args: string[]): Promise<Run> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const code = await importCommand(args, {
    env: { DIRECTORY_URL: directoryUrl },
    stdout,
    stderr,
    clock: new SystemClock(),
    wait: () => Promise.resolve(),
  });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** The counts that a report prints, and its refusals. */
export function reportOf({ stdout }: Run): Record<string, unknown> {
  const counts = [...stdout.matchAll(/^ {2}(\w+) +(\d+)$/gm)];
  const [, refusals = ''] = stdout.split('\nRefused:\n');
  return {
    ...Object.fromEntries(counts.map(([, word = '', count]) => [word, Number(count)])),
    reasons: refusals.match(/\S.*/g) ?? [],
  };
}
