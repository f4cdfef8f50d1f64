import type { Clock } from '../../common/clock.js';
import { StorageBackend } from '../storage-backend.js';
import { EmbeddedStore } from './embedded-store.js';
import { NoReplicas } from './no-replicas.js';

/** Opens the storage in `dataDir`. */
export async function openEmbedded(
  dataDir: string,
  clock: Clock,
  historyEntries: number,
): Promise<StorageBackend> {
  const store = await EmbeddedStore.open(dataDir, clock, historyEntries);
  // A full disk does not prevent the start: reads go on, and health says it from the beginning.
  await store.tryWrite().catch(() => undefined);
  await store.serveBackups(dataDir);
  return new StorageBackend(store, new NoReplicas(), store.settings);
}
