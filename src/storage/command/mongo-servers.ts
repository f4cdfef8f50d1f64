import type { mongo } from 'mongoose';
import { recordKey } from '../../manifest/record-key.js';
import type { MigrateIo } from '../migrate/migrate-io.js';
import { openDatabase, type OpenDatabase } from '../migrate/open-database.js';
import { patiently } from '../migrate/patiently.js';
import type { Place } from '../migrate/place.js';
import { EPOCH, MongoNumbers } from '../mongo/mongo-numbers.js';
import { readDocuments } from '../mongo/read-documents.js';
import { RECORD_FIELDS, type RecordDocument } from '../mongo/record-mapper.js';
import type { HistoryDocument } from '../mongo/schemas/history.schema.js';
import type { ServerDocument } from '../mongo/schemas/server.schema.js';
import { damagedServer, StoredServers, storedServer, type StoredServer } from './stored-servers.js';

const MAX_TIME_MS = 30_000;
const PAGE = 100;

/** The database of a directory, or of many replicas of it. */
export class MongoServers extends StoredServers {
  private readonly servers: mongo.Collection<ServerDocument>;
  private readonly history: mongo.Collection<HistoryDocument>;

  private constructor(
    private readonly opened: OpenDatabase,
    readonly label: string,
    private readonly wait: MigrateIo['wait'],
  ) {
    super();
    const { link, models } = opened;
    this.servers = link.database.collection(models.servers.collection.name);
    this.history = link.database.collection(models.history.collection.name);
  }

  /** @throws MigrateError when it cannot be reached, or is in use */
  static async open(
    place: Extract<Place, { kind: 'mongo' }>,
    io: MigrateIo,
  ): Promise<MongoServers> {
    return new MongoServers(await openDatabase(place, 'source', io), place.label, io.wait);
  }

  async *all(): AsyncGenerator<StoredServer> {
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
      for (const document of page) {
        const { records, damaged } = readDocuments([document]);
        yield* records.map(storedServer);
        yield* damaged.map(damagedServer);
      }
      last = page.at(-1)?._id ?? last;
      if (page.length < PAGE) return;
    }
  }

  delete(servers: readonly StoredServer[]): Promise<void> {
    const keys = servers.map(recordKey);
    return this.patiently(async () => {
      await this.opened.use.assertAlone();
      await this.servers.deleteMany({ _id: { $in: keys } });
      await this.history.deleteMany({ server: { $in: keys } });
    });
  }

  async renewEpoch(): Promise<void> {
    const { link, models } = this.opened;
    const numbers = new MongoNumbers(models);
    await this.patiently(async () => {
      const known = (await numbers.read(EPOCH)).get(EPOCH) ?? 0;
      await numbers.raise(EPOCH, Math.max(known + 1, await link.serverTime()));
    });
  }

  async close(): Promise<void> {
    await this.opened.use.release();
    await this.opened.link.close();
  }

  private patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(this.label, this.wait, work);
  }
}
