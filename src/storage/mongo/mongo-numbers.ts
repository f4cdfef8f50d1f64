import { trusted } from 'mongoose';
import type { MongoModels } from './mongo-models.js';

const MAX_TIME_MS = 3_000;

export const COUNTED_TIME = 'counted_ms';
export const EPOCH = 'epoch';
export const PURGED_THROUGH = 'purged_through';

/** Numbers that the replicas share and that only rise, beside the settings. */
export class MongoNumbers {
  constructor(private readonly models: MongoModels) {}

  /** Those of the names that are stored. */
  async read(...names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.models.settings
      .find({ _id: trusted({ $in: [...names] }) }, {}, { maxTimeMS: MAX_TIME_MS })
      .lean();
    return new Map(found.map(({ _id, value = 0 }) => [_id, value]));
  }

  /** Stores the number unless the stored one is higher. */
  async raise(name: string, to: number): Promise<void> {
    await this.update(name, { $max: { value: Math.floor(to) } });
  }

  /** Stores the number if there is none yet. */
  async begin(name: string, at: number): Promise<void> {
    await this.update(name, { $setOnInsert: { value: Math.floor(at) } });
  }

  private async update(name: string, change: object): Promise<void> {
    const { settings } = this.models;
    await settings.updateOne({ _id: name }, change, { upsert: true, maxTimeMS: MAX_TIME_MS });
  }
}
