import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/system-clock.js';
import { EmbeddedStore, FILE } from '../../src/storage/embedded/embedded-store.js';
import { NoSignals } from '../../src/storage/feed/no-signals.js';
import { MongoLink } from '../../src/storage/mongo/mongo-link.js';
import { MongoModels } from '../../src/storage/mongo/mongo-models.js';
import { MongoSignsOfLife } from '../../src/storage/mongo/mongo-signs-of-life.js';
import { MongoStore } from '../../src/storage/mongo/mongo-store.js';
import { describeWithServices } from '../support/services.js';
import { tempDir } from '../support/temp-dir.js';
import { storeCommandContract, type StorePlace } from './store-command.contract.js';

const clock = new SystemClock();

async function embedded(): Promise<StorePlace> {
  const data = await tempDir();
  const use = () => EmbeddedStore.open(data.path, clock);
  return {
    name: data.path,
    use,
    async work(work) {
      const store = await use();
      try {
        return await work(store);
      } finally {
        await store.onApplicationShutdown();
      }
    },
    damage(id) {
      const database = new DatabaseSync(join(data.path, FILE));
      const text = `UPDATE servers SET manifest = replace(manifest, 'Server', 'Xerver') WHERE id = ?`;
      database.prepare(text).run(id);
      database.close();
      return Promise.resolve();
    },
    end: () => data.remove(),
  };
}

storeCommandContract('SQLite', embedded);

describe('npm run store', () => {
  it('should refuse a folder without a store, and make none', async () => {
    const data = await tempDir();
    const { storeCommand } = await import('../../src/storage/command/store-command.js');
    const said: string[] = [];
    const out = { write: (text: string) => said.push(text) } as unknown as NodeJS.WritableStream;
    const io = {
      stdout: out,
      stderr: out,
      clock,
      wait: () => Promise.resolve(),
      stop: new AbortController().signal,
    };
    expect(await storeCommand(['list', '--store', data.path], io)).toBe(1);
    expect(said.join('')).toContain('is not the DATA_DIR of a directory');
    expect(await storeCommand(['--help'], io)).toBe(0);
    expect(await storeCommand(['list', '--store', 'https://x.example'], io)).toBe(2);
    expect(said.join('')).toContain('Usage: npm run store --');
    await data.remove();
  });
});

describeWithServices('npm run store on a shared database', ['mongodb'], ({ mongodb }) => {
  async function database(): Promise<StorePlace> {
    const uri = `${mongodb}/store_${randomUUID().slice(0, 8)}`;
    const link = new MongoLink(uri, clock);
    await link.open();
    const models = new MongoModels(link.connection);
    const open = async (): Promise<MongoStore> => {
      const own = new MongoLink(uri, clock);
      const store = new MongoStore(own, new MongoModels(own.connection), new NoSignals(), clock);
      await store.open();
      return store;
    };
    return {
      name: uri,
      async use() {
        const signs = new MongoSignsOfLife(models);
        const sign = {
          replica: randomUUID(),
          count: 1,
          admitted: true,
          sharesLeases: false,
          reachesLeases: true,
          keepsHeartbeats: false,
          leaseTable: null,
        };
        const renew = () => signs.leave({ ...sign, count: (sign.count += 1) });
        await renew();
        const timer = setInterval(() => void renew(), 100);
        const store = await open();
        const close = store.onApplicationShutdown.bind(store);
        store.onApplicationShutdown = async () => {
          clearInterval(timer);
          await close();
        };
        return store;
      },
      async work(work) {
        const store = await open();
        try {
          return await work(store);
        } finally {
          await store.onApplicationShutdown();
        }
      },
      async damage(id) {
        await models.servers.collection.updateOne({ id }, { $set: { manifest: '{}' } });
      },
      async end() {
        await link.database.dropDatabase();
        await link.close();
      },
    };
  }

  storeCommandContract('MongoDB', database);
});
