import { EmbeddedStore } from '../../src/storage/embedded/embedded-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempDir } from '../support/temp-dir.js';
import { manifestStoreContract, type StoreUnderTest } from './manifest-store.contract.js';
import { recordDetailsContract } from './record-details.contract.js';
import { settingsStoreContract, type SettingsUnderTest } from './settings-store.contract.js';
import { timelineContract } from './timeline.contract.js';

async function open(): Promise<StoreUnderTest & SettingsUnderTest> {
  const directory = await tempDir();
  const clock = new ManualClock();
  let store = await EmbeddedStore.open(directory.path, clock);
  const reopen = async (): Promise<EmbeddedStore> => {
    await store.onApplicationShutdown();
    store = await EmbeddedStore.open(directory.path, clock);
    return store;
  };
  return {
    clock,
    get store() {
      return store;
    },
    get settings() {
      return store.settings;
    },
    reopen,
    async reopenSettings() {
      await reopen();
      return store.settings;
    },
    async end() {
      await store.onApplicationShutdown();
      await directory.remove();
    },
  };
}

manifestStoreContract('EmbeddedStore', open);
recordDetailsContract('EmbeddedStore', open);
timelineContract('EmbeddedStore', open);
settingsStoreContract('EmbeddedSettings', open);
