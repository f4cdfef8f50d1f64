import { recordKey } from '../../manifest/record-key.js';
import { digestOf } from './archived-server.js';
import { inBatches } from './in-batches.js';
import type { MigrateProgress } from './migrate-progress.js';
import type { StoreArchive } from './store-archive.js';

/**
 * Writes everything that the target does not hold yet.
 * @returns how many servers it held already
 */
export async function moveServers(
  source: StoreArchive,
  target: StoreArchive,
  progress: MigrateProgress,
  stop: AbortSignal,
): Promise<number> {
  let alreadyThere = 0;
  await target.renewEpoch();
  await target.setCountedTime(await source.countedTime());
  await target.putSettings(await source.settings());
  progress.begin('Moving', await source.count());
  for await (const batch of inBatches(source.servers())) {
    stop.throwIfAborted();
    const stored = await target.find(batch.map(({ record }) => record));
    const missing = batch.filter((server) => {
      const there = stored.get(recordKey(server.record));
      return there === undefined || digestOf(there) !== digestOf(server);
    });
    if (missing.length > 0) await target.put(missing);
    alreadyThere += batch.length - missing.length;
    progress.advance(batch.length);
  }
  progress.end();
  return alreadyThere;
}
