import { randomUUID } from 'node:crypto';
import { NoSignals } from '../../src/storage/feed/no-signals.js';
import { MongoLink } from '../../src/storage/mongo/mongo-link.js';
import { MongoModels } from '../../src/storage/mongo/mongo-models.js';
import { MongoStore } from '../../src/storage/mongo/mongo-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { describeWithServices } from '../support/services.js';
import { manifestStoreContract } from './manifest-store.contract.js';

describeWithServices('MongoStore', ['mongodb'], ({ mongodb }) => {
  manifestStoreContract('MongoStore', async () => {
    const uri = `${mongodb}/contract_${randomUUID().slice(0, 8)}`;
    // The database has its own clock, so this one begins where that one is.
    const clock = new ManualClock(new Date().toISOString());
    let link = new MongoLink(uri, clock);
    const open = async (): Promise<MongoStore> => {
      link = new MongoLink(uri, clock);
      const opened = new MongoStore(link, new MongoModels(link.connection), new NoSignals(), clock);
      await opened.open();
      return opened;
    };
    let store = await open();
    return {
      clock,
      get store() {
        return store;
      },
      async reopen() {
        await store.onApplicationShutdown();
        store = await open();
        return store;
      },
      async end() {
        await link.database.dropDatabase();
        await store.onApplicationShutdown();
      },
    };
  });
});
