import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedStore, FILE } from '../../src/storage/embedded/embedded-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempDir } from '../support/temp-dir.js';
import {
  boundedStoreContract,
  HISTORY_ENTRIES,
  type DamageableStore,
} from './bounded-store.contract.js';
import { manifestStoreContract } from './manifest-store.contract.js';
import { recordDetailsContract } from './record-details.contract.js';
import { settingsStoreContract, type SettingsUnderTest } from './settings-store.contract.js';
import { timelineContract } from './timeline.contract.js';

async function open(): Promise<DamageableStore & SettingsUnderTest> {
  const directory = await tempDir();
  const clock = new ManualClock();
  let store = await EmbeddedStore.open(directory.path, clock, HISTORY_ENTRIES);
  const reopen = async (): Promise<EmbeddedStore> => {
    await store.onApplicationShutdown();
    store = await EmbeddedStore.open(directory.path, clock, HISTORY_ENTRIES);
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
    async damage(id, part) {
      await store.onApplicationShutdown();
      const database = new DatabaseSync(join(directory.path, FILE));
      const wrong = part === 'manifest' ? `'"id"', '"iD"'` : `'"live"', '"lively"'`;
      database
        .prepare(`UPDATE servers SET ${part} = replace(${part}, ${wrong}) WHERE id = ?`)
        .run(id);
      database.close();
      store = await EmbeddedStore.open(directory.path, clock, HISTORY_ENTRIES);
    },
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
boundedStoreContract('EmbeddedStore', open);
settingsStoreContract('EmbeddedSettings', open);
