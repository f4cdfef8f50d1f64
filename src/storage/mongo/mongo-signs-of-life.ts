import { DomainError } from '../../common/domain-error.js';
import { SignsOfLife, type Sign } from '../signs-of-life.js';
import type { MongoModels } from './mongo-models.js';

const MAX_TIME_MS = 1_500;

/** {@link SignsOfLife} as documents of the shared database. */
export class MongoSignsOfLife extends SignsOfLife {
  constructor(private readonly models: MongoModels) {
    super();
  }

  async leave({ replica, count, admitted, sharesLeases, reachesLeases }: Sign): Promise<void> {
    const sign = { count, admitted, shares_leases: sharesLeases, reaches_leases: reachesLeases };
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
      .map(({ _id, count, admitted, shares_leases, reaches_leases }) => ({
        replica: _id,
        count,
        admitted,
        sharesLeases: shares_leases,
        reachesLeases: reaches_leases,
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
    throw new DomainError('STORAGE_UNAVAILABLE', 'The storage did not answer; try again.', {
      retryAfterSeconds: 2,
      cause: error,
    });
  }
}
