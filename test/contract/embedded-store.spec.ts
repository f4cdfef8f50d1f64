import { EmbeddedStore } from '../../src/storage/embedded/embedded-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempDir } from '../support/temp-dir.js';
import { manifestStoreContract } from './manifest-store.contract.js';

manifestStoreContract('EmbeddedStore', async () => {
  const directory = await tempDir();
  const clock = new ManualClock();
  let store = await EmbeddedStore.open(directory.path, clock);
  return {
    clock,
    get store() {
      return store;
    },
    async reopen() {
      await store.onApplicationShutdown();
      store = await EmbeddedStore.open(directory.path, clock);
      return store;
    },
    async end() {
      await store.onApplicationShutdown();
      await directory.remove();
    },
  };
});
