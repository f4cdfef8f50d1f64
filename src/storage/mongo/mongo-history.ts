import type { mongo } from 'mongoose';
import type { HistoryPage } from '../manifest-store.js';
import { toHistoryEntry } from './record-mapper.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

const MAX_TIME_MS = 3_000;

/**
 * A page of a server's history. The newest entry is read from the record first, then the older ones from their
 * copies: a copy of the newest one may be there already and is not counted twice.
 */
export async function readHistory(
  servers: mongo.Collection<ServerDocument>,
  history: mongo.Collection<HistoryDocument>,
  key: string,
  page: number,
  limit: number,
): Promise<HistoryPage> {
  const record = await servers.findOne(
    { _id: key },
    { projection: { change: 1 }, maxTimeMS: MAX_TIME_MS },
  );
  if (record === null) return { entries: [], total: 0 };
  const older = { server: key, 'change.revision': { $lt: record.change.revision } };
  const skip = (page - 1) * limit - 1;
  const [count, copies] = await Promise.all([
    history.countDocuments(older, { maxTimeMS: MAX_TIME_MS }),
    history
      .find(older, { maxTimeMS: MAX_TIME_MS })
      .sort({ 'change.revision': -1 })
      .skip(Math.max(0, skip))
      .limit(skip < 0 ? Math.max(1, limit - 1) : limit)
      .toArray(),
  ]);
  const changes = copies.map(({ change }) => change);
  const shown = skip < 0 ? [record.change, ...changes].slice(0, limit) : changes;
  // A page that is not full is the last one, and says more than a count that was taken while old entries were deleted.
  const isLast = shown.length > 0 && shown.length < limit;
  const total = isLast ? (page - 1) * limit + shown.length : count + 1;
  return { entries: shown.map(toHistoryEntry), total };
}
