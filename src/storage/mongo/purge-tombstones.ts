import type { mongo } from 'mongoose';
import type { RecordName } from '../manifest-store.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

const AT_ONCE = 500;

/** Deletes old tombstones that are not blocked, with their history; a server that comes back meanwhile stays. */
export async function purgeTombstones(
  servers: mongo.Collection<ServerDocument>,
  history: mongo.Collection<HistoryDocument>,
  before: number,
): Promise<RecordName[]> {
  const gone: RecordName[] = [];
  for (;;) {
    const old = await servers
      .find(
        { removed: true, disabled: false, updated_at: { $lt: new Date(before) } },
        { projection: { tenant: 1, id: 1, revision: 1 } },
      )
      .limit(AT_ONCE)
      .toArray();
    for (const { _id, tenant, id, revision } of old) {
      const { deletedCount } = await servers.deleteOne({ _id, revision, removed: true });
      if (deletedCount === 0) continue;
      await history.deleteMany({ server: _id, 'change.revision': { $lte: revision } });
      gone.push({ tenant, id, revision });
    }
    if (old.length < AT_ONCE) return gone;
  }
}
