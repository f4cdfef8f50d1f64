import { ConfigError } from '../../../config/config-error.js';
import { loadImportConfig } from '../../../config/import-config.js';
import { readImportArguments, type ImportSource } from './import-arguments.js';
import { ImportError } from '../import-error.js';
import { HELP } from './import-help.js';
import type { ImportIo } from '../import-io.js';
import { ImportProgress } from './import-progress.js';
import { reportText } from './import-report.js';
import { readFileList } from '../list/read-file-list.js';
import { readUrlList } from '../list/read-url-list.js';
import { runImport } from '../run-import.js';

/**
 * The command `import`: reads a list, registers its servers and prints what it did.
 * @returns the exit code: 0, 1 (source or directory in the way) or 2 (used wrongly).
 */
export async function importCommand(args: readonly string[], io: ImportIo): Promise<number> {
  const progress = new ImportProgress(io.stderr);
  try {
    await run(args, io, progress);
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof ConfigError) {
      io.stderr.write(`${error.message}\n`);
      return 2;
    }
    if (!(error instanceof ImportError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

async function run(args: readonly string[], io: ImportIo, progress: ImportProgress): Promise<void> {
  const asked = readImportArguments(args);
  if (asked === 'help') {
    io.stdout.write(HELP);
    return;
  }
  const { directoryUrl, workingDirectory } = loadImportConfig(io.env);
  const list = await readList(asked, workingDirectory, io, progress);
  const report = await runImport(list, directoryUrl, progress, io);
  progress.end();
  io.stdout.write(reportText(report));
}

async function readList(
  { kind, source }: ImportSource,
  workingDirectory: string,
  { wait, stderr }: ImportIo,
  progress: ImportProgress,
): Promise<readonly unknown[]> {
  if (kind === 'url') {
    return readUrlList(source, {
      wait,
      onPage: (pages, entries) => {
        progress.read(pages, entries);
      },
    });
  }
  const { servers, nextCursor } = await readFileList(source, workingDirectory);
  if (nextCursor !== undefined) {
    stderr.write(
      'Note: the file is one page of a longer list (metadata.nextCursor). ' +
        "Give the list's URL to import all of it.\n",
    );
  }
  return servers;
}
