import type { mongo } from 'mongoose';
import type { PurgeOptions, RecordName } from '../manifest-store.js';
import { PURGED_THROUGH, type MongoNumbers } from './mongo-numbers.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

const AT_ONCE = 500;
const MAX_TIME_MS = 10_000;

type Old = Pick<ServerDocument, '_id' | 'tenant' | 'id' | 'revision' | 'changed_at'>;

/** Tombstones as the database forgets them. */
export class TombstonePurge {
  constructor(
    private readonly servers: mongo.Collection<ServerDocument>,
    private readonly history: mongo.Collection<HistoryDocument>,
    private readonly numbers: MongoNumbers,
  ) {}

  /**
   * Deletes old tombstones that are not blocked, those that keep a key only when they are much older, with their
   * history; a server that comes back meanwhile stays.
   */
  async old(
    before: number,
    { keysBefore = 0, excess = 0 }: PurgeOptions = {},
  ): Promise<RecordName[]> {
    // A key is absent, too, in documents of an earlier version.
    const plain = { removed: true, disabled: false, member_key: null };
    const pinned = { removed: true, disabled: false, member_key: { $ne: null } };
    const gone = [
      ...(await this.matching({ ...plain, updated_at: { $lt: new Date(before) } })),
      ...(await this.matching({ ...pinned, updated_at: { $lt: new Date(keysBefore) } })),
    ];
    return [...gone, ...(await this.matching(plain, excess - gone.length))];
  }

  /** Deletes one tombstone, whatever it keeps. */
  async one(_id: string, revision: number): Promise<RecordName[]> {
    return this.matching({ _id, revision, removed: true }, 1);
  }

  private async matching(
    filter: mongo.Filter<ServerDocument>,
    most = Infinity,
  ): Promise<RecordName[]> {
    const gone: RecordName[] = [];
    while (gone.length < most) {
      const limit = Math.min(AT_ONCE, most - gone.length);
      const found = await this.servers
        .find(filter, {
          projection: { tenant: 1, id: 1, revision: 1, changed_at: 1 },
          maxTimeMS: MAX_TIME_MS,
        })
        .sort({ updated_at: 1 })
        .limit(limit)
        .toArray();
      gone.push(...(await this.delete(found)));
      if (found.length < limit) break;
    }
    return gone;
  }

  /** Readers that go on from before them must be notified of it, so the highest position is stored before they are gone. */
  private async delete(found: readonly Old[]): Promise<RecordName[]> {
    if (found.length === 0) return [];
    const positions = found.map(({ changed_at }) => changed_at.getTime());
    await this.numbers.raise(PURGED_THROUGH, Math.max(...positions));
    await this.servers.bulkWrite(
      found.map(({ _id, revision }) => ({
        deleteOne: { filter: { _id, revision, removed: true } },
      })),
      { ordered: false },
    );
    const ids = found.map(({ _id }) => _id);
    const left = await this.servers
      .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
      .toArray();
    const back = new Set(left.map(({ _id }) => _id));
    const gone = found.filter(({ _id }) => !back.has(_id));
    await this.history.bulkWrite(
      gone.map(({ _id, revision }) => ({
        deleteMany: { filter: { server: _id, 'change.revision': { $lte: revision } } },
      })),
      { ordered: false },
    );
    return gone.map(({ tenant, id, revision }) => ({ tenant, id, revision }));
  }
}
