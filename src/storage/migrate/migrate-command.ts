import { readMigrateArguments, wrongUse } from './migrate-arguments.js';
import { MigrateError } from './migrate-error.js';
import { HELP } from './migrate-help.js';
import type { MigrateIo } from './migrate-io.js';
import { MigrateProgress } from './migrate-progress.js';
import { reportText, type MigrateReport } from './migrate-report.js';
import { openArchive } from './open-archive.js';
import { readPlace, type Place } from './place.js';
import { runMigration } from './run-migration.js';

const STOPPED = 130;

/**
 * The command `migrate:store`: moves one store into another and prints what it did.
 * @returns the exit code: 0, 1 (a store is in the way, or they differ), 2 (used wrongly) or 130 (stopped)
 */
export async function migrateCommand(args: readonly string[], io: MigrateIo): Promise<number> {
  const progress = new MigrateProgress(io.stderr);
  try {
    const asked = readMigrateArguments(args);
    if (asked === 'help') {
      io.stdout.write(HELP);
      return 0;
    }
    const from = await readPlace('--from', asked.from);
    const to = await readPlace('--to', asked.to);
    if (from.label === to.label) throw wrongUse('--from and --to name the same store.');
    io.stdout.write(reportText(await migrate(from, to, progress, io)));
    return 0;
  } catch (error) {
    progress.end();
    if (io.stop.aborted) {
      io.stderr.write('Stopped. The source is as it was; run the same command again to go on.\n');
      return STOPPED;
    }
    if (!(error instanceof MigrateError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

/** The target is opened last: where the source can't be used, it is not made. */
async function migrate(
  from: Place,
  to: Place,
  progress: MigrateProgress,
  io: MigrateIo,
): Promise<MigrateReport> {
  const source = await openArchive(from, 'source', io);
  try {
    const target = await openArchive(to, 'target', io);
    try {
      return await runMigration(source, target, progress, io);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
