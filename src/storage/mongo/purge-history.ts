import type { mongo } from 'mongoose';
import type { HistoryDocument } from './schemas/history.schema.js';

const AT_ONCE = 1_000;
const MAX_TIME_MS = 3_000;

/** Deletes old copies; the entry of a server's current revision lives in its record. */
export async function purgeHistory(
  history: mongo.Collection<HistoryDocument>,
  before: number,
): Promise<number> {
  let count = 0;
  for (;;) {
    const old = await history
      .find(
        { 'change.at': { $lt: new Date(before) } },
        { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS },
      )
      .limit(AT_ONCE)
      .toArray();
    if (old.length === 0) return count;
    const ids = old.map(({ _id }) => _id);
    const { deletedCount } = await history.deleteMany({ _id: { $in: ids } });
    count += deletedCount;
    if (old.length < AT_ONCE) return count;
  }
}
