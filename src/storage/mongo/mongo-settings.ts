import type { OnApplicationShutdown } from '@nestjs/common';
import { trusted } from 'mongoose';
import type { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { parseJson } from '../../common/parse-json.js';
import { Repeater } from '../../common/repeater.js';
import type { Json } from '../../manifest/manifest.js';
import { SettingsStore, type Setting, type SettingListener } from '../settings-store.js';
import type { MongoModels } from './mongo-models.js';

const POLL_EVERY_MS = 1_000;
const MAX_TIME_MS = 3_000;
const DUPLICATE_KEY = 11_000;

/** {@link SettingsStore} as documents of the shared database. They are few, so they are polled whole. */
export class MongoSettings extends SettingsStore implements OnApplicationShutdown {
  private readonly listeners: SettingListener[] = [];
  private readonly polling: Repeater;

  constructor(
    private readonly models: MongoModels,
    clock: Clock,
  ) {
    super();
    this.polling = new Repeater(clock, POLL_EVERY_MS, () =>
      // The next poll finds what this one missed; that MongoDB is away is reported elsewhere.
      this.refresh().catch(() => undefined),
    );
  }

  async follow(listener: SettingListener): Promise<void> {
    // Starting may have been interrupted and begin again.
    if (!this.listeners.includes(listener)) this.listeners.push(listener);
    await this.refresh();
    this.polling.start();
  }

  async refresh(): Promise<void> {
    const found = await this.models.settings
      .find({ revision: trusted({ $gte: 1 }) }, {}, { maxTimeMS: MAX_TIME_MS })
      .lean()
      .catch((error: unknown) => {
        throw unavailable(error);
      });
    for (const { _id: name, revision = 0, json = 'null' } of found) {
      this.publish({ name, revision, value: parseJson(json) as Json });
    }
  }

  async put(name: string, revision: number, value: Json): Promise<Setting | undefined> {
    const setting = { name, revision: revision + 1, value };
    if (!(await this.compareAndSet(setting))) return undefined;
    this.publish(setting);
    return setting;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.polling.stop();
  }

  private async compareAndSet({ name, revision, value }: Setting): Promise<boolean> {
    const change = { $set: { revision, json: JSON.stringify(value) } };
    try {
      const { matchedCount, upsertedCount } = await this.models.settings.updateOne(
        { _id: name, revision: revision - 1 },
        change,
        { upsert: revision === 1, maxTimeMS: MAX_TIME_MS },
      );
      return matchedCount + upsertedCount > 0;
    } catch (error) {
      if ((error as { code?: unknown }).code === DUPLICATE_KEY) return false;
      throw unavailable(error);
    }
  }

  private publish(setting: Setting): void {
    for (const listener of this.listeners) listener(setting);
  }
}

function unavailable(cause: unknown): DomainError {
  return new DomainError('STORAGE_UNAVAILABLE', 'The storage did not answer; try again.', {
    retryAfterSeconds: 2,
    cause,
  });
}
