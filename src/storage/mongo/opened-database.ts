import type { mongo } from 'mongoose';
import type { Clock } from '../../common/clock.js';
import type { FeedSignals } from '../feed/feed-signals.js';
import type { MongoLink } from './mongo-link.js';
import type { MongoModels } from './mongo-models.js';
import { MongoNumbers } from './mongo-numbers.js';
import { ChangeFeed } from '../feed/change-feed.js';
import { BatchWriter } from './batch-writer.js';
import { MongoFeedSource } from './mongo-feed-source.js';
import { TombstonePurge } from './purge-tombstones.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

/** The database once it was reached, and what works on it. */
export interface Opened {
  readonly servers: mongo.Collection<ServerDocument>;
  readonly history: mongo.Collection<HistoryDocument>;
  readonly source: MongoFeedSource;
  readonly feed: ChangeFeed;
  readonly writer: BatchWriter;
  readonly purge: TombstonePurge;
}

/** What works on a database that was reached. */
export function openedDatabase(
  link: MongoLink,
  models: MongoModels,
  signals: FeedSignals,
  clock: Clock,
): Opened {
  const servers = link.database.collection<ServerDocument>(models.servers.collection.name);
  const history = link.database.collection<HistoryDocument>(models.history.collection.name);
  const numbers = new MongoNumbers(models);
  const source = new MongoFeedSource(
    servers,
    numbers,
    () => link.serverTime(),
    (damaged) => {
      feed.publish({ records: [], corrected: [], gone: [], damaged });
    },
  );
  const feed = new ChangeFeed(source, signals, clock);
  const writer = new BatchWriter(servers, history, () => feed.storeTime());
  return {
    servers,
    history,
    source,
    feed,
    writer,
    purge: new TombstonePurge(servers, history, numbers),
  };
}
