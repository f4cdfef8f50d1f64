import type { Model } from 'mongoose';
import type { MongoModels } from './mongo-models.js';
import type { SettingDocument } from './schemas/setting.schema.js';

const VERSION = 1;
export const VERSION_SETTING = 'schema_version';

/** A newer program wrote the database: nothing is done to it. */
export class NewerSchemaError extends Error {}

/**
 * Brings the database to what this program needs: collections and indexes. May be repeated, and run by several
 * replicas at once.
 * @throws NewerSchemaError when a newer program wrote it
 */
export async function migrate({
  servers,
  history,
  settings,
  replicas,
}: MongoModels): Promise<void> {
  const version = await storedVersion(settings);
  if (version > VERSION) {
    throw new NewerSchemaError(
      `The database has schema version ${version}, and this program knows versions up to ${VERSION}: ` +
        'start the newer program that wrote it.',
    );
  }
  for (const model of [servers, history, settings, replicas]) await model.createIndexes();
  await settings.updateOne(
    { _id: VERSION_SETTING },
    { $max: { value: VERSION } },
    { upsert: true },
  );
}

async function storedVersion(settings: Model<SettingDocument>): Promise<number> {
  return (await settings.findById(VERSION_SETTING).lean())?.value ?? 0;
}
