import { batches } from './directory/batches.js';
import { DirectoryClient } from './directory/directory-client.js';
import { ImportError } from './import-error.js';
import type { ImportIo } from './import-io.js';
import type { ImportProgress } from './command/import-progress.js';
import type { ImportReport } from './command/import-report.js';
import { mapList } from './entry/map-list.js';

/**
 * Registers the elements of a list with a directory.
 * @throws ImportError when the directory cannot be reached or fails.
 */
export async function runImport(
  list: readonly unknown[],
  directoryUrl: string,
  progress: ImportProgress,
  { clock, wait }: ImportIo,
): Promise<ImportReport> {
  const started = clock.monotonic();
  const { mapped, refused: unfit } = mapList(list);
  const refused = [...unfit];
  const counts = { registered: 0, updated: 0, unchanged: 0, cut: 0 };
  const client = new DirectoryClient(directoryUrl, wait);
  let done = 0;
  progress.sent(done, mapped.length);
  for (const batch of batches(mapped)) {
    const results = await client
      .register(batch.map(({ manifest }) => manifest))
      .catch((error: unknown) => {
        throw withStandOf(error, done, mapped.length);
      });
    for (const [index, { entry, leftOut }] of batch.entries()) {
      const { outcome, reason = 'no reason given' } = results[index] ?? {};
      if (outcome === undefined) {
        refused.push({ position: entry.position, label: entry.label, reason });
        continue;
      }
      counts[outcome] += 1;
      if (leftOut > 0) counts.cut += 1;
    }
    done += batch.length;
    progress.sent(done, mapped.length);
  }
  refused.sort((a, b) => a.position - b.position);
  const seconds = (clock.monotonic() - started) / 1_000;
  return { total: list.length, ...counts, refused, seconds };
}

/** Says how far the import came, if it came anywhere. */
function withStandOf(error: unknown, done: number, total: number): unknown {
  if (!(error instanceof ImportError) || done === 0) return error;
  return new ImportError(
    `${error.message} It stopped after ${done} of ${total} servers; what was registered stays.`,
  );
}
