import { noAnswer } from '../no-answer.js';
import { SignsOfLife, type Sign } from '../signs-of-life.js';
import type { MongoModels } from './mongo-models.js';
import type { ReplicaDocument } from './schemas/replica.schema.js';

const MAX_TIME_MS = 1_500;

/** {@link SignsOfLife} as documents of the shared database. */
export class MongoSignsOfLife extends SignsOfLife {
  constructor(private readonly models: MongoModels) {
    super();
  }

  async leave({ replica, count, admitted, ...leases }: Sign): Promise<void> {
    const sign: Omit<ReplicaDocument, '_id'> = {
      count,
      admitted,
      shares_leases: leases.sharesLeases,
      reaches_leases: leases.reachesLeases,
      keeps_heartbeats: leases.keepsHeartbeats,
      lease_table: leases.leaseTable,
    };
    await answered(
      this.models.replicas.updateOne(
        { _id: replica },
        { $set: sign },
        { upsert: true, maxTimeMS: MAX_TIME_MS },
      ),
    );
  }

  async others(replica: string): Promise<readonly Sign[]> {
    const found = await answered(
      this.models.replicas.find({}, {}, { maxTimeMS: MAX_TIME_MS }).lean(),
    );
    return found
      .filter(({ _id }) => _id !== replica)
      .map((sign) => ({
        replica: sign._id,
        count: sign.count,
        admitted: sign.admitted,
        sharesLeases: sign.shares_leases,
        reachesLeases: sign.reaches_leases,
        keepsHeartbeats: sign.keeps_heartbeats ?? !sign.reaches_leases,
        leaseTable: sign.lease_table ?? null,
      }));
  }

  async wipeOut({ replica, count }: Pick<Sign, 'replica' | 'count'>): Promise<void> {
    await answered(this.models.replicas.deleteOne({ _id: replica, count }));
  }
}

async function answered<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw noAnswer(error);
  }
}
