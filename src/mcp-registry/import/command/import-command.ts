import { ConfigError } from '../../../config/config-error.js';
import { loadImportConfig } from '../../../config/import-config.js';
import { ImportError } from '../import-error.js';
import type { ImportIo } from '../import-io.js';
import { readFileList } from '../list/read-file-list.js';
import { readUrlList } from '../list/read-url-list.js';
import type { SourceList } from '../list/source-list.js';
import { fileSourceName, urlSourceName } from '../list/source-name.js';
import { runImport } from '../run-import.js';
import { readImportArguments, type ImportRequest } from './import-arguments.js';
import { HELP } from './import-help.js';
import { ImportProgress } from './import-progress.js';
import { isSuccess, reportText } from './import-report.js';

/**
 * The command `import`: reads a list, registers its servers and prints what it did.
 * @returns the exit code: 0, 1 (source or directory in the way, or nothing done that was asked for) or 2 (used wrongly).
 */
export async function importCommand(args: readonly string[], io: ImportIo): Promise<number> {
  const progress = new ImportProgress(io.stderr);
  try {
    return await run(args, io, progress);
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

async function run(
  args: readonly string[],
  io: ImportIo,
  progress: ImportProgress,
): Promise<number> {
  const request = readImportArguments(args);
  if (request === 'help') {
    io.stdout.write(HELP);
    return 0;
  }
  const { directoryUrl, workingDirectory } = loadImportConfig(io.env);
  const list = await readList(request, workingDirectory, io, progress);
  const report = await runImport(list, { ...request, directoryUrl }, progress, io);
  progress.end();
  io.stdout.write(reportText(report));
  return isSuccess(report) ? 0 : 1;
}

async function readList(
  { kind, source, sourceName }: ImportRequest,
  workingDirectory: string,
  { wait, stderr }: ImportIo,
  progress: ImportProgress,
): Promise<SourceList> {
  if (kind === 'url') {
    const entries = await readUrlList(source, {
      wait,
      onPage: (pages, count) => {
        progress.read(pages, count);
      },
    });
    return { name: sourceName ?? urlSourceName(source), entries, isWhole: true };
  }
  const { servers, nextCursor } = await readFileList(source, workingDirectory);
  const isWhole = nextCursor === undefined;
  if (!isWhole) {
    stderr.write(
      'Note: the file is one page of a longer list (metadata.nextCursor). ' +
        "Give the list's URL to import all of it.\n",
    );
  }
  const name = sourceName ?? fileSourceName(source, workingDirectory);
  return { name, entries: servers, isWhole };
}
