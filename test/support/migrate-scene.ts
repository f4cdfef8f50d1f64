import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SystemClock } from '../../src/common/system-clock.js';
import { EmbeddedStore } from '../../src/storage/embedded/embedded-store.js';
import { NoSignals } from '../../src/storage/feed/no-signals.js';
import type { ManifestStore } from '../../src/storage/manifest-store.js';
import { MongoLink } from '../../src/storage/mongo/mongo-link.js';
import { MongoModels } from '../../src/storage/mongo/mongo-models.js';
import { MongoSignsOfLife } from '../../src/storage/mongo/mongo-signs-of-life.js';
import { MongoStore } from '../../src/storage/mongo/mongo-store.js';
import { fillStore } from './filled-store.js';
import { contentsOf, type StoreContents } from './store-contents.js';
import { tempDir } from './temp-dir.js';

const CLOCK = new SystemClock();

/** A folder with an embedded store and a database, both new, for one test of the migration. */
export class MigrateScene {
  /** The embedded store that is moved. */
  readonly origin: string;
  /** Where no store is yet. */
  readonly copy: string;
  readonly models: MongoModels;
  readonly signs: MongoSignsOfLife;

  private constructor(
    readonly folder: string,
    private readonly removeFolder: () => Promise<void>,
    readonly uri: string,
    readonly link: MongoLink,
  ) {
    this.origin = join(folder, 'origin');
    this.copy = join(folder, 'copy');
    this.models = new MongoModels(link.connection);
    this.signs = new MongoSignsOfLife(this.models);
  }

  static async open(mongodb: string): Promise<MigrateScene> {
    const { path, remove } = await tempDir();
    const uri = `${mongodb}/migrate_${randomUUID().slice(0, 8)}`;
    const link = new MongoLink(uri, CLOCK);
    await link.open();
    return new MigrateScene(path, remove, uri, link);
  }

  async end(): Promise<void> {
    await this.link.database.dropDatabase();
    await this.link.close();
    await this.removeFolder();
  }

  /** Works with an embedded store as a directory does. */
  async embedded<T>(directory: string, work: (store: ManifestStore) => Promise<T>): Promise<T> {
    const store = await EmbeddedStore.open(directory, CLOCK);
    try {
      return await work(store);
    } finally {
      await store.onApplicationShutdown();
    }
  }

  /** Works with the database as a directory does. */
  async mongo<T>(work: (store: ManifestStore) => Promise<T>): Promise<T> {
    const link = new MongoLink(this.uri, CLOCK);
    const store = new MongoStore(link, new MongoModels(link.connection), new NoSignals(), CLOCK);
    try {
      return await work(store);
    } finally {
      await store.onApplicationShutdown();
    }
  }

  /** Fills the origin and tells what it holds then. */
  fill(count: number): Promise<StoreContents> {
    return this.embedded(this.origin, async (store) => {
      await fillStore(store, count);
      return contentsOf(store);
    });
  }
}
