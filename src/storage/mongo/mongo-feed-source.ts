import { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { ServerRecord } from '../../manifest/server-record.js';
import { FeedSource, type FeedMarks, type Head } from '../feed/feed-source.js';
import { EPOCH, PURGED_THROUGH, type MongoNumbers } from './mongo-numbers.js';
import { RECORD_FIELDS, toRecord, type RecordDocument } from './record-mapper.js';
import type { ServerDocument } from './schemas/server.schema.js';

const MAX_TIME_MS = 10_000;
const LOAD_DOCUMENTS = 1_000;

const HEAD_FIELDS = { _id: 1, revision: 1, 'change.id': 1 } as const;
type HeadDocument = Pick<ServerDocument, '_id' | 'revision' | 'change'>;

/** The servers' collection as the change feed reads it. */
export class MongoFeedSource extends FeedSource {
  private readonly logger = new Logger('MongoDB');

  constructor(
    private readonly servers: mongo.Collection<ServerDocument>,
    private readonly numbers: MongoNumbers,
    readonly serverTime: () => Promise<number>,
  ) {
    super();
  }

  async changedSince(time: number): Promise<readonly Head[]> {
    const found = await this.servers
      .find<HeadDocument>(
        { changed_at: { $gte: new Date(Math.floor(time)) } },
        { projection: HEAD_FIELDS, maxTimeMS: MAX_TIME_MS },
      )
      .toArray();
    return found.map(toHead);
  }

  async headsAfter(key: string, limit: number): Promise<readonly Head[]> {
    const found = await this.servers
      .find<HeadDocument>(
        { _id: { $gt: key } },
        { projection: HEAD_FIELDS, maxTimeMS: MAX_TIME_MS },
      )
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return found.map(toHead);
  }

  async records(keys: readonly string[]): Promise<readonly ServerRecord[]> {
    if (keys.length === 0) return [];
    const found = await this.servers
      .find<RecordDocument>(
        { _id: { $in: [...keys] } },
        { projection: RECORD_FIELDS, maxTimeMS: MAX_TIME_MS },
      )
      .toArray();
    return this.whole(found);
  }

  async *all(): AsyncIterable<readonly ServerRecord[]> {
    const cursor = this.servers.find<RecordDocument>(
      {},
      // Whole manifests match their digests, so their characters need no second check.
      { projection: RECORD_FIELDS, batchSize: LOAD_DOCUMENTS, enableUtf8Validation: false },
    );
    try {
      let more = await cursor.hasNext();
      while (more) {
        const documents = cursor.readBufferedDocuments();
        // The database reads the next ones while these are taken in.
        const next = cursor.hasNext();
        next.catch(() => undefined);
        yield this.whole(documents);
        more = await next;
      }
    } finally {
      await cursor.close();
    }
  }

  async marks(): Promise<FeedMarks> {
    const stored = await this.numbers.read(EPOCH, PURGED_THROUGH);
    const epoch = stored.get(EPOCH);
    if (epoch !== undefined) return { epoch, purgedThrough: stored.get(PURGED_THROUGH) ?? 0 };
    // The time tells this database from others.
    await this.numbers.begin(EPOCH, await this.serverTime());
    return this.marks();
  }

  async raiseEpoch(to: number): Promise<void> {
    await this.numbers.raise(EPOCH, to);
  }

  /** A record that was tampered with is not served, and does not keep the others from being served. */
  private whole(documents: readonly RecordDocument[]): ServerRecord[] {
    return documents.flatMap((document) => {
      try {
        return [toRecord(document)];
      } catch (error) {
        this.logger.error({ msg: 'A stored record is left out', err: error });
        return [];
      }
    });
  }
}

function toHead({ _id, revision, change }: HeadDocument): Head {
  return { key: _id, revision, changeId: change.id };
}
