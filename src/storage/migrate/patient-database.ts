import type { mongo } from 'mongoose';
import { EPOCH, MongoNumbers } from '../mongo/mongo-numbers.js';
import type { MongoModels } from '../mongo/mongo-models.js';
import { RECORD_FIELDS, type RecordDocument } from '../mongo/record-mapper.js';
import type { HistoryDocument } from '../mongo/schemas/history.schema.js';
import type { ServerDocument } from '../mongo/schemas/server.schema.js';
import type { MigrateIo } from './migrate-io.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { patiently } from './patiently.js';
import type { Place } from './place.js';
import type { Role } from './store-archive.js';

export const MAX_TIME_MS = 30_000;
const PAGE = 100;

/** A directory's database that this process uses alone; what fails there is tried again a few times. */
export class PatientDatabase {
  readonly servers: mongo.Collection<ServerDocument>;
  readonly history: mongo.Collection<HistoryDocument>;

  private constructor(
    private readonly opened: OpenDatabase,
    /** What people call it; without secrets. */
    readonly label: string,
    private readonly wait: MigrateIo['wait'],
    private readonly advice: string | undefined,
  ) {
    const { link, models } = opened;
    this.servers = link.database.collection(models.servers.collection.name);
    this.history = link.database.collection(models.history.collection.name);
  }

  /**
   * @param advice - what people should know when the database fails in the end
   * @throws MigrateError when it cannot be reached, or is in use
   */
  static async open(
    place: Extract<Place, { kind: 'mongo' }>,
    role: Role,
    io: MigrateIo,
    advice?: string,
  ): Promise<PatientDatabase> {
    const opened = await openDatabase(place, role, io);
    return new PatientDatabase(opened, place.label, io.wait, advice);
  }

  get models(): MongoModels {
    return this.opened.models;
  }

  /** All servers in order of their keys, up to 100 at once. */
  async *pages(): AsyncGenerator<readonly RecordDocument[]> {
    let last = '';
    for (;;) {
      const page = await this.patiently(() =>
        this.servers
          .find<RecordDocument>({ _id: { $gt: last } }, { projection: RECORD_FIELDS })
          .sort({ _id: 1 })
          .limit(PAGE)
          .maxTimeMS(MAX_TIME_MS)
          .toArray(),
      );
      yield page;
      last = page.at(-1)?._id ?? last;
      if (page.length < PAGE) return;
    }
  }

  /** Makes all positions worthless that readers of its changes may hold. */
  async renewEpoch(): Promise<void> {
    const { link, models } = this.opened;
    const numbers = new MongoNumbers(models);
    await this.patiently(async () => {
      const known = (await numbers.read(EPOCH)).get(EPOCH) ?? 0;
      await numbers.raise(EPOCH, Math.max(known + 1, await link.serverTime()));
    });
  }

  /** @throws MigrateError when a directory has come to use it */
  assertAlone(): Promise<void> {
    return this.opened.use.assertAlone();
  }

  async close(): Promise<void> {
    await this.opened.use.release();
    await this.opened.link.close();
  }

  /** Does something that bears repeating. */
  patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(this.label, this.wait, work, this.advice);
  }
}
