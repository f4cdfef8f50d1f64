import { trusted } from 'mongoose';
import { parseJson } from '../../common/parse-json.js';
import type { Json } from '../../manifest/manifest.js';
import { recordKey } from '../../manifest/record-key.js';
import { COUNTED_TIME } from '../mongo/mongo-numbers.js';
import { RECORD_FIELDS, toHistoryEntry, toRecord } from '../mongo/record-mapper.js';
import type { RecordDocument } from '../mongo/record-mapper.js';
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
import { MAX_TIME_MS, PatientDatabase } from './patient-database.js';
import { messageOf } from './patiently.js';
import type { Place } from './place.js';
import { putDocuments } from './put-documents.js';
import { StoreArchive, type Role } from './store-archive.js';

/** The database of a directory, or of many replicas of it. */
export class MongoArchive extends StoreArchive {
  readonly label: string;

  private constructor(private readonly database: PatientDatabase) {
    super();
    this.label = database.label;
  }

  static async open(
    place: Extract<Place, { kind: 'mongo' }>,
    role: Role,
    io: MigrateIo,
  ): Promise<MongoArchive> {
    return new MongoArchive(await PatientDatabase.open(place, role, io));
  }

  count(): Promise<number> {
    return this.patiently(() =>
      this.database.servers.countDocuments({}, { maxTimeMS: MAX_TIME_MS }),
    );
  }

  async *servers(): AsyncIterable<ArchivedServer> {
    for await (const page of this.database.pages()) yield* this.withHistories(page);
  }

  async find(names: readonly ServerName[]): Promise<ReadonlyMap<string, ArchivedServer>> {
    const found = await this.patiently(() =>
      this.database.servers
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
    return this.patiently(() =>
      putDocuments(this.database.servers, this.database.history, servers),
    );
  }

  async countedTime(): Promise<number> {
    const { settings } = this.database.models;
    return (await this.patiently(() => settings.findById(COUNTED_TIME).lean()))?.value ?? 0;
  }

  async setCountedTime(value: number): Promise<void> {
    const { settings } = this.database.models;
    await this.patiently(() =>
      settings.updateOne({ _id: COUNTED_TIME }, { $set: { value } }, { upsert: true }),
    );
  }

  async settings(): Promise<readonly Setting[]> {
    const { settings } = this.database.models;
    const found = await this.patiently(() =>
      settings
        .find({ revision: trusted({ $gte: 1 }) })
        .sort({ _id: 1 })
        .lean(),
    );
    return found.map(({ _id: name, revision = 0, json = 'null' }) => ({
      name,
      revision,
      value: parseJson(json) as Json,
    }));
  }

  async putSettings(values: readonly Setting[]): Promise<void> {
    const { settings } = this.database.models;
    await this.patiently(() => settings.deleteMany({ revision: trusted({ $gte: 1 }) }));
    for (const { name, revision, value } of values) {
      const json = JSON.stringify(value);
      await this.patiently(() =>
        settings.updateOne({ _id: name }, { $set: { revision, json } }, { upsert: true }),
      );
    }
  }

  renewEpoch(): Promise<void> {
    return this.database.renewEpoch();
  }

  assertUnused(): Promise<void> {
    return this.patiently(() => this.database.assertAlone());
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private async *withHistories(found: readonly RecordDocument[]): AsyncGenerator<ArchivedServer> {
    const copies = new HistoryCopies(
      this.database.history,
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
    return this.database.patiently(work);
  }
}
