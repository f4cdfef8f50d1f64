import { trusted, type mongo } from 'mongoose';
import type { Json } from '../../manifest/manifest.js';
import { recordKey } from '../../manifest/record-key.js';
import { COUNTED_TIME, EPOCH, MongoNumbers } from '../mongo/mongo-numbers.js';
import { RECORD_FIELDS, toHistoryEntry, toRecord } from '../mongo/record-mapper.js';
import type { RecordDocument } from '../mongo/record-mapper.js';
import type { HistoryDocument } from '../mongo/schemas/history.schema.js';
import type { ServerDocument } from '../mongo/schemas/server.schema.js';
import type { Setting } from '../settings-store.js';
import {
  archivedRecord,
  type ArchivedRecord,
  type ArchivedServer,
  type ServerName,
} from './archived-server.js';
import { HistoryCopies } from './history-copies.js';
import { MigrateError } from './migrate-error.js';
import type { MigrateIo } from './migrate-io.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { messageOf, patiently } from './patiently.js';
import type { Place } from './place.js';
import { putDocuments } from './put-documents.js';
import { StoreArchive, type Role } from './store-archive.js';

const MAX_TIME_MS = 30_000;
const PAGE = 100;

/** The database of a directory, or of many replicas of it. */
export class MongoArchive extends StoreArchive {
  private readonly documents: mongo.Collection<ServerDocument>;
  private readonly copies: mongo.Collection<HistoryDocument>;

  private constructor(
    private readonly opened: OpenDatabase,
    readonly label: string,
    private readonly wait: MigrateIo['wait'],
  ) {
    super();
    const { link, models } = opened;
    this.documents = link.database.collection(models.servers.collection.name);
    this.copies = link.database.collection(models.history.collection.name);
  }

  static async open(
    place: Extract<Place, { kind: 'mongo' }>,
    role: Role,
    io: MigrateIo,
  ): Promise<MongoArchive> {
    return new MongoArchive(await openDatabase(place, role, io), place.label, io.wait);
  }

  count(): Promise<number> {
    return this.patiently(() => this.documents.countDocuments({}, { maxTimeMS: MAX_TIME_MS }));
  }

  async *servers(): AsyncIterable<ArchivedServer> {
    let last = '';
    for (;;) {
      const page = await this.patiently(() =>
        this.documents
          .find<RecordDocument>({ _id: { $gt: last } }, { projection: RECORD_FIELDS })
          .sort({ _id: 1 })
          .limit(PAGE)
          .maxTimeMS(MAX_TIME_MS)
          .toArray(),
      );
      yield* this.withHistories(page);
      last = page.at(-1)?._id ?? last;
      if (page.length < PAGE) return;
    }
  }

  async find(names: readonly ServerName[]): Promise<ReadonlyMap<string, ArchivedServer>> {
    const found = await this.patiently(() =>
      this.documents
        .find<RecordDocument>({ _id: { $in: names.map(recordKey) } }, { projection: RECORD_FIELDS })
        .sort({ _id: 1 })
        .maxTimeMS(MAX_TIME_MS)
        .toArray(),
    );
    const servers = new Map<string, ArchivedServer>();
    for await (const server of this.withHistories(found)) {
      servers.set(recordKey(server.record), server);
    }
    return servers;
  }

  put(servers: readonly ArchivedServer[]): Promise<void> {
    return this.patiently(() => putDocuments(this.documents, this.copies, servers));
  }

  async countedTime(): Promise<number> {
    const { settings } = this.opened.models;
    return (await this.patiently(() => settings.findById(COUNTED_TIME).lean()))?.value ?? 0;
  }

  async setCountedTime(value: number): Promise<void> {
    const { settings } = this.opened.models;
    await this.patiently(() =>
      settings.updateOne({ _id: COUNTED_TIME }, { $set: { value } }, { upsert: true }),
    );
  }

  async settings(): Promise<readonly Setting[]> {
    const { settings } = this.opened.models;
    const found = await this.patiently(() =>
      settings
        .find({ revision: trusted({ $gte: 1 }) })
        .sort({ _id: 1 })
        .lean(),
    );
    return found.map(({ _id: name, revision = 0, json = 'null' }) => ({
      name,
      revision,
      value: JSON.parse(json) as Json,
    }));
  }

  async putSettings(values: readonly Setting[]): Promise<void> {
    const { settings } = this.opened.models;
    await this.patiently(() => settings.deleteMany({ revision: trusted({ $gte: 1 }) }));
    for (const { name, revision, value } of values) {
      const json = JSON.stringify(value);
      await this.patiently(() =>
        settings.updateOne({ _id: name }, { $set: { revision, json } }, { upsert: true }),
      );
    }
  }

  async renewEpoch(): Promise<void> {
    const { link, models } = this.opened;
    const numbers = new MongoNumbers(models);
    await this.patiently(async () => {
      const known = (await numbers.read(EPOCH)).get(EPOCH) ?? 0;
      await numbers.raise(EPOCH, Math.max(known + 1, await link.serverTime()));
    });
  }

  assertUnused(): Promise<void> {
    return this.patiently(() => this.opened.use.assertAlone());
  }

  async close(): Promise<void> {
    await this.opened.use.release();
    await this.opened.link.close();
  }

  private async *withHistories(found: readonly RecordDocument[]): AsyncGenerator<ArchivedServer> {
    const copies = new HistoryCopies(
      this.copies,
      found.map(({ _id }) => _id),
      (work) => this.patiently(work),
    );
    for (const document of found) {
      const { _id, revision, fence, change } = document;
      const past = await copies.before(_id, revision);
      const history = [change, ...past].map(toHistoryEntry);
      yield { record: this.recordOf(document), fence, history };
    }
    await copies.assertAllRead();
  }

  private recordOf(document: RecordDocument): ArchivedRecord {
    try {
      return archivedRecord(toRecord(document));
    } catch (error) {
      throw new MigrateError(
        `The record of ${document._id} in ${this.label} cannot be read: ${messageOf(error)}. ` +
          'Restore or delete it there, then run the migration again.',
      );
    }
  }

  private patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(this.label, this.wait, work);
  }
}
