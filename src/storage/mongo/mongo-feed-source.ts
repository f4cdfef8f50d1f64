import type { mongo } from 'mongoose';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { DamagedRecord } from '../manifest-store.js';
import { FeedSource, type FeedMarks, type Head } from '../feed/feed-source.js';
import { EPOCH, PURGED_THROUGH, type MongoNumbers } from './mongo-numbers.js';
import { foundRecords, readDocuments, type FoundRecords } from './read-documents.js';
import { RECORD_FIELDS, type RecordDocument } from './record-mapper.js';
import type { ServerDocument } from './schemas/server.schema.js';

const MAX_TIME_MS = 10_000;
/** With the largest manifests 25 MiB. */
const LOAD_DOCUMENTS = 100;

const HEAD_FIELDS = { _id: 1, revision: 1, 'change.id': 1 } as const;
type HeadDocument = Pick<ServerDocument, '_id' | 'revision' | 'change'>;

/** The servers' collection as the change feed reads it. */
export class MongoFeedSource extends FeedSource {
  constructor(
    private readonly servers: mongo.Collection<ServerDocument>,
    private readonly numbers: MongoNumbers,
    readonly serverTime: () => Promise<number>,
    /** Gets the stored records that are not what the directory wrote. */
    private readonly damaged: (records: readonly DamagedRecord[]) => void,
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
    return this.whole(await this.documents({ _id: { $in: [...keys] } }));
  }

  /** The records of these keys as `ManifestStore.find` answers them; `whole` are what the directory wrote. */
  async find(keys: readonly string[]): Promise<FoundRecords> {
    const documents = keys.length === 0 ? [] : await this.documents({ _id: { $in: [...keys] } });
    const found = foundRecords(documents);
    if (found.damaged.length > 0) this.damaged(found.damaged);
    return found;
  }

  async *all(): AsyncIterable<readonly ServerRecord[]> {
    let found = await this.documentsAfter('');
    while (found.length > 0) {
      const last = found.length < LOAD_DOCUMENTS ? undefined : found.at(-1);
      // The database reads the next ones while these are taken in.
      const next = last === undefined ? Promise.resolve([]) : this.documentsAfter(last._id);
      next.catch(() => undefined);
      yield this.whole(found);
      found = await next;
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

  private documents(filter: mongo.Filter<ServerDocument>): Promise<RecordDocument[]> {
    return this.servers
      .find<RecordDocument>(filter, { projection: RECORD_FIELDS, maxTimeMS: MAX_TIME_MS })
      .toArray();
  }

  private documentsAfter(key: string): Promise<RecordDocument[]> {
    return (
      this.servers
        // Whole manifests match their digests, so their characters need no second check.
        .find<RecordDocument>(
          { _id: { $gt: key } },
          { projection: RECORD_FIELDS, maxTimeMS: MAX_TIME_MS, enableUtf8Validation: false },
        )
        .sort({ _id: 1 })
        .limit(LOAD_DOCUMENTS)
        .toArray()
    );
  }

  private whole(documents: readonly RecordDocument[]): readonly ServerRecord[] {
    const { records, damaged } = readDocuments(documents);
    if (damaged.length > 0) this.damaged(damaged);
    return records;
  }
}

function toHead({ _id, revision, change }: HeadDocument): Head {
  return { key: _id, revision, changeId: change.id };
}
