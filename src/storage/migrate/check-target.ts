import { recordKey } from '../../manifest/record-key.js';
import type { ArchivedServer } from './archived-server.js';
import { inBatches } from './in-batches.js';
import { MigrateError } from './migrate-error.js';
import type { MigrateProgress } from './migrate-progress.js';
import { NameSample } from './name-sample.js';
import type { StoreArchive } from './store-archive.js';

/**
 * Makes sure that the target holds nothing but what an earlier run of this migration left there.
 * @throws MigrateError when it holds other servers, or changes that the source does not know
 */
export async function checkTarget(
  source: StoreArchive,
  target: StoreArchive,
  progress: MigrateProgress,
  stop: AbortSignal,
): Promise<void> {
  const foreign = new NameSample();
  const changed = new NameSample();
  progress.begin('Comparing', await target.count());
  for await (const batch of inBatches(target.servers())) {
    stop.throwIfAborted();
    const origins = await source.find(batch.map(({ record }) => record));
    for (const server of batch) {
      const origin = origins.get(recordKey(server.record));
      if (origin === undefined) foreign.add(server.record);
      else if (!cameFrom(origin, server)) changed.add(server.record);
    }
    progress.advance(batch.length);
  }
  progress.end();
  if (foreign.count + changed.count === 0) return;
  const facts = [
    ...(foreign.count > 0 ? [`holds ${foreign.words()} that ${source.label} does not have`] : []),
    ...(changed.count > 0 ? [`has newer or other revisions of ${changed.words()}`] : []),
  ];
  throw new MigrateError(
    `${target.label} ${facts.join(', and ')}: it is not what an earlier run of this migration left. ` +
      'Nothing was written. Move into an empty store; or, if you do not need what is in this one, ' +
      'delete its data and run the migration again.',
  );
}

/** Whether a stored server is the origin's current revision or a past one. */
function cameFrom(origin: ArchivedServer, { record }: ArchivedServer): boolean {
  return origin.history.some(
    ({ revision, id }) => revision === record.revision && id === record.change.id,
  );
}
