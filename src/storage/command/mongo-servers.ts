import { recordKey } from '../../manifest/record-key.js';
import type { MigrateIo } from '../migrate/migrate-io.js';
import { PatientDatabase } from '../migrate/patient-database.js';
import type { Place } from '../migrate/place.js';
import { readDocuments } from '../mongo/read-documents.js';
import { damagedServer, StoredServers, storedServer, type StoredServer } from './stored-servers.js';

/** A purge may have deleted some servers already: nothing is said of how the store is. */
const ADVICE = 'Run the same command again to go on.';

/** The database of a directory, or of many replicas of it. */
export class MongoServers extends StoredServers {
  readonly label: string;

  private constructor(private readonly database: PatientDatabase) {
    super();
    this.label = database.label;
  }

  /** @throws MigrateError when it cannot be reached, or is in use */
  static async open(
    place: Extract<Place, { kind: 'mongo' }>,
    io: MigrateIo,
  ): Promise<MongoServers> {
    return new MongoServers(await PatientDatabase.open(place, 'source', io, ADVICE));
  }

  async *all(): AsyncGenerator<StoredServer> {
    for await (const page of this.database.pages()) {
      for (const document of page) {
        const { records, damaged } = readDocuments([document]);
        yield* records.map(storedServer);
        yield* damaged.map(damagedServer);
      }
    }
  }

  delete(servers: readonly StoredServer[]): Promise<void> {
    const { database } = this;
    const keys = servers.map(recordKey);
    return database.patiently(async () => {
      await database.assertAlone();
      // The servers last: what a stop leaves behind is then found by them and deleted by the next run.
      await database.history.deleteMany({ server: { $in: keys } });
      await database.servers.deleteMany({ _id: { $in: keys } });
    });
  }

  renewEpoch(): Promise<void> {
    return this.database.renewEpoch();
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
