import { mongo } from 'mongoose';
import { recordKey } from '../../manifest/record-key.js';
import { toChangeDocument, toDocument } from '../mongo/record-mapper.js';
import type { HistoryDocument } from '../mongo/schemas/history.schema.js';
import type { ServerDocument } from '../mongo/schemas/server.schema.js';
import type { ArchivedServer } from './archived-server.js';

/** The driver's connections give up after 4 s without an answer; so many are written well before. */
const AT_ONCE = 500;
const MAX_TIME_MS = 3_000;

/** Writes servers as they are: first their past history entries, then the records, which hold the newest. */
export async function putDocuments(
  documents: mongo.Collection<ServerDocument>,
  copies: mongo.Collection<HistoryDocument>,
  servers: readonly ArchivedServer[],
): Promise<void> {
  const past = servers.flatMap(copiesOf);
  for (let start = 0; start < past.length; start += AT_ONCE) {
    await write(copies, past.slice(start, start + AT_ONCE));
  }
  await write(documents, servers.map(recordOf));
}

async function write<T extends mongo.Document>(
  collection: mongo.Collection<T>,
  operations: mongo.AnyBulkWriteOperation<T>[],
): Promise<void> {
  const result = await collection.bulkWrite(operations, { ordered: false, maxTimeMS: MAX_TIME_MS });
  const unconfirmed = result.getWriteConcernError();
  if (unconfirmed !== undefined)
    throw new mongo.MongoError(unconfirmed.errmsg ?? 'not confirmed by a majority');
}

function copiesOf({
  record,
  history,
}: ArchivedServer): mongo.AnyBulkWriteOperation<HistoryDocument>[] {
  const server = recordKey(record);
  return history
    .filter(({ revision }) => revision !== record.revision)
    .map((entry) => ({
      replaceOne: {
        filter: { _id: entry.id },
        replacement: { server, change: toChangeDocument(entry, entry.revision) },
        upsert: true,
      },
    }));
}

function recordOf({ record, fence }: ArchivedServer): mongo.AnyBulkWriteOperation<ServerDocument> {
  return {
    updateOne: {
      filter: { _id: recordKey(record) },
      update: {
        $set: { ...toDocument(record, record.revision), fence },
        // The change feed goes by the server's clock.
        $currentDate: { changed_at: true },
      },
      upsert: true,
    },
  };
}
