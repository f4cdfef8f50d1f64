import type { mongo } from 'mongoose';
import type { ChangeFeed } from '../feed/change-feed.js';
import type { BatchWriter } from './batch-writer.js';
import type { MongoFeedSource } from './mongo-feed-source.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

/** The database once it was reached, and what works on it. */
export interface Opened {
  readonly servers: mongo.Collection<ServerDocument>;
  readonly history: mongo.Collection<HistoryDocument>;
  readonly source: MongoFeedSource;
  readonly feed: ChangeFeed;
  readonly writer: BatchWriter;
}
