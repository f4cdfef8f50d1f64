import { checkTarget } from './check-target.js';
import type { MigrateIo } from './migrate-io.js';
import type { MigrateProgress } from './migrate-progress.js';
import type { MigrateReport } from './migrate-report.js';
import { moveServers } from './move-servers.js';
import type { StoreArchive } from './store-archive.js';
import { verifyStores } from './verify-stores.js';

/**
 * Moves everything from one store into another and verifies it. May be repeated, whatever became of earlier runs.
 * @throws MigrateError when a store is in the way or the stores differ afterwards
 */
export async function runMigration(
  source: StoreArchive,
  target: StoreArchive,
  progress: MigrateProgress,
  { clock, stop }: MigrateIo,
): Promise<MigrateReport> {
  const started = clock.monotonic();
  await checkTarget(source, target, progress, stop);
  const alreadyThere = await moveServers(source, target, progress, stop);
  const held = await verifyStores(source, target, progress, stop);
  const seconds = (clock.monotonic() - started) / 1_000;
  return { from: source.label, to: target.label, ...held, alreadyThere, seconds };
}
