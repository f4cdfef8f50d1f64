import { recordKey } from '../../manifest/record-key.js';
import { digestOf } from './archived-server.js';
import { inBatches } from './in-batches.js';
import { MigrateError } from './migrate-error.js';
import type { MigrateProgress } from './migrate-progress.js';
import { NameSample } from './name-sample.js';
import type { StoreArchive } from './store-archive.js';
import { digestStore, type StoreDigest } from './store-digest.js';

/**
 * Reads both stores back completely.
 * @returns what both hold
 * @throws MigrateError that names what differs
 */
export async function verifyStores(
  source: StoreArchive,
  target: StoreArchive,
  progress: MigrateProgress,
  stop: AbortSignal,
): Promise<StoreDigest> {
  const onRead = (servers: number): void => {
    stop.throwIfAborted();
    progress.advance(servers);
  };
  progress.begin('Verifying', (await source.count()) + (await target.count()));
  const held = await digestStore(source, onRead);
  const arrived = await digestStore(target, onRead);
  progress.end();
  for (const archive of [source, target]) await archive.assertUnused();
  if (held.digest === arrived.digest) return held;
  const differing = await differences(source, target);
  throw new MigrateError(
    `The digests differ: ${held.digest} in ${source.label}, ${arrived.digest} in ${target.label}. ` +
      (differing.count > 0 ? `Not equal: ${differing.words()}. ` : 'The servers are equal. ') +
      'Do not use the target. Delete its data and run the migration again.',
  );
}

async function differences(source: StoreArchive, target: StoreArchive): Promise<NameSample> {
  const differing = new NameSample();
  for await (const batch of inBatches(source.servers())) {
    const stored = await target.find(batch.map(({ record }) => record));
    for (const server of batch) {
      const there = stored.get(recordKey(server.record));
      if (there === undefined || digestOf(there) !== digestOf(server)) differing.add(server.record);
    }
  }
  for await (const batch of inBatches(target.servers())) {
    const origins = await source.find(batch.map(({ record }) => record));
    for (const { record } of batch) if (!origins.has(recordKey(record))) differing.add(record);
  }
  return differing;
}
