import type { Clock } from '../../common/clock.js';
import type { FeedSignals } from '../feed/feed-signals.js';
import { StorageBackend } from '../storage-backend.js';
import { MongoLink } from './mongo-link.js';
import { MongoModels } from './mongo-models.js';
import { MongoSettings } from './mongo-settings.js';
import { MongoSignsOfLife } from './mongo-signs-of-life.js';
import { MongoStore } from './mongo-store.js';

/** The storage in MongoDB. It connects when it is first used, and waits for a database that is away. */
export function openMongo(
  uri: string,
  signals: FeedSignals,
  clock: Clock,
  historyEntries: number,
): StorageBackend {
  const link = new MongoLink(uri, clock);
  const models = new MongoModels(link.connection);
  return new StorageBackend(
    new MongoStore(link, models, signals, clock, historyEntries),
    new MongoSignsOfLife(models),
    new MongoSettings(models, clock),
  );
}
