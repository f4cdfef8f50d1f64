import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/common/clock.js';
import { SystemClock } from '../../src/common/system-clock.js';
import type { FeedSignals } from '../../src/storage/feed/feed-signals.js';
import { NoSignals } from '../../src/storage/feed/no-signals.js';
import { MongoLink } from '../../src/storage/mongo/mongo-link.js';
import { MongoModels } from '../../src/storage/mongo/mongo-models.js';
import { MongoStore } from '../../src/storage/mongo/mongo-store.js';

interface Options {
  readonly clock?: Clock;
  readonly signals?: FeedSignals;
  /** Another way to the same database. */
  readonly server?: string;
  /** How many a server keeps. */
  readonly historyEntries?: number;
}

/** Stores on one database of its own, as replicas have them. */
export class MongoStores {
  private readonly opened: { readonly store: MongoStore; readonly link: MongoLink }[] = [];

  /** `server` is a MongoDB URI without a database; it may have options. */
  constructor(
    private readonly server: string,
    readonly database = `test_${randomUUID().slice(0, 12)}`,
  ) {}

  /** The URI of the database. */
  uri(server = this.server): string {
    const [address = '', options] = server.split('?');
    const database = `${address.replace(/\/$/, '')}/${this.database}`;
    return options === undefined ? database : `${database}?${options}`;
  }

  /** Makes a store without opening it. */
  make(options: Options = {}): { store: MongoStore; link: MongoLink; models: MongoModels } {
    const clock = options.clock ?? new SystemClock();
    const link = new MongoLink(this.uri(options.server), clock);
    const models = new MongoModels(link.connection);
    const signals = options.signals ?? new NoSignals();
    const store = new MongoStore(link, models, signals, clock, options.historyEntries);
    this.opened.push({ store, link });
    return { store, link, models };
  }

  async open(options: Options = {}): Promise<MongoStore> {
    const { store } = this.make(options);
    await store.open();
    return store;
  }

  /** Closes all and drops the database. */
  async end(): Promise<void> {
    const { link } = this.make();
    await link.open();
    await link.database.dropDatabase();
    for (const { store } of this.opened) await store.onApplicationShutdown();
  }
}
