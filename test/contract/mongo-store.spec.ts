import { randomUUID } from 'node:crypto';
import { NoSignals } from '../../src/storage/feed/no-signals.js';
import { MongoLink } from '../../src/storage/mongo/mongo-link.js';
import { MongoModels } from '../../src/storage/mongo/mongo-models.js';
import { MongoSettings } from '../../src/storage/mongo/mongo-settings.js';
import { MongoStore } from '../../src/storage/mongo/mongo-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { describeWithServices } from '../support/services.js';
import {
  boundedStoreContract,
  HISTORY_ENTRIES,
  type DamageableStore,
} from './bounded-store.contract.js';
import { manifestStoreContract } from './manifest-store.contract.js';
import { recordDetailsContract } from './record-details.contract.js';
import { settingsStoreContract, type SettingsUnderTest } from './settings-store.contract.js';
import { timelineContract } from './timeline.contract.js';

describeWithServices('MongoStore', ['mongodb'], ({ mongodb }) => {
  async function open(): Promise<DamageableStore & SettingsUnderTest> {
    const uri = `${mongodb}/contract_${randomUUID().slice(0, 8)}`;
    // The database has its own clock, so this one begins where that one is.
    const clock = new ManualClock(new Date().toISOString());
    let link = new MongoLink(uri, clock);
    let models = new MongoModels(link.connection);
    const connect = async (): Promise<MongoStore> => {
      link = new MongoLink(uri, clock);
      models = new MongoModels(link.connection);
      const opened = new MongoStore(link, models, new NoSignals(), clock, HISTORY_ENTRIES);
      await opened.open();
      return opened;
    };
    let store = await connect();
    const reopen = async (): Promise<MongoStore> => {
      await store.onApplicationShutdown();
      store = await connect();
      return store;
    };
    return {
      clock,
      settings: new MongoSettings(models, clock),
      get store() {
        return store;
      },
      reopen,
      async damage(id, part) {
        const wrong = { manifest: { manifest: '{"id":"x"}' }, state: { liveness: 'lively' } }[part];
        await models.servers.collection.updateOne({ id }, { $set: wrong });
        await reopen();
      },
      async reopenSettings() {
        await reopen();
        return new MongoSettings(models, clock);
      },
      async end() {
        await link.database.dropDatabase();
        await store.onApplicationShutdown();
      },
    };
  }

  manifestStoreContract('MongoStore', open);
  recordDetailsContract('MongoStore', open);
  timelineContract('MongoStore', open);
  boundedStoreContract('MongoStore', open);
  settingsStoreContract('MongoSettings', open);
});
