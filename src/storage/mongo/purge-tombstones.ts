import type { mongo } from 'mongoose';
import type { RecordName } from '../manifest-store.js';
import { PURGED_THROUGH, type MongoNumbers } from './mongo-numbers.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

const AT_ONCE = 500;

/**
 * Deletes old tombstones that are neither blocked nor pinned to a key, with their history; a server that comes back meanwhile stays. Whoever
 * goes on from before them is to hear of it, so the highest of their positions is stored before they are gone.
 */
export async function purgeTombstones(
  servers: mongo.Collection<ServerDocument>,
  history: mongo.Collection<HistoryDocument>,
  numbers: MongoNumbers,
  before: number,
): Promise<RecordName[]> {
  const gone: RecordName[] = [];
  for (;;) {
    const old = await servers
      .find(
        {
          removed: true,
          disabled: false,
          // Or absent, as in documents of an earlier version.
          member_key: null,
          updated_at: { $lt: new Date(before) },
        },
        { projection: { tenant: 1, id: 1, revision: 1, changed_at: 1 } },
      )
      .limit(AT_ONCE)
      .toArray();
    if (old.length > 0) {
      const positions = old.map(({ changed_at }) => changed_at.getTime());
      await numbers.raise(PURGED_THROUGH, Math.max(...positions));
    }
    for (const { _id, tenant, id, revision } of old) {
      const { deletedCount } = await servers.deleteOne({ _id, revision, removed: true });
      if (deletedCount === 0) continue;
      await history.deleteMany({ server: _id, 'change.revision': { $lte: revision } });
      gone.push({ tenant, id, revision });
    }
    if (old.length < AT_ONCE) return gone;
  }
}
