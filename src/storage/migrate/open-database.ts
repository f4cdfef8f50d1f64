import { withDeadline } from '../../common/with-deadline.js';
import { migrate, VERSION_SETTING } from '../mongo/migrations.js';
import { MongoLink } from '../mongo/mongo-link.js';
import { MongoModels } from '../mongo/mongo-models.js';
import { MongoSignsOfLife } from '../mongo/mongo-signs-of-life.js';
import { MigrateError } from './migrate-error.js';
import type { MigrateIo } from './migrate-io.js';
import { isTrouble, messageOf, patiently } from './patiently.js';
import { withoutCredentials, type Place } from './place.js';
import { SoleUse } from './sole-use.js';
import type { Role } from './store-archive.js';

const CONNECT_DEADLINE_MS = 10_000;

/** A connected database that this process uses alone. */
export interface OpenDatabase {
  readonly link: MongoLink;
  readonly models: MongoModels;
  readonly use: SoleUse;
}

/**
 * Connects to a directory's database and brings it to this program's schema.
 * @throws MigrateError when that can't be, or the database is in use
 */
export async function openDatabase(
  { uri, label }: Extract<Place, { kind: 'mongo' }>,
  role: Role,
  { clock, wait, stop }: MigrateIo,
): Promise<OpenDatabase> {
  const link = new MongoLink(uri, clock);
  const models = new MongoModels(link.connection);
  try {
    await connect(link, label, { clock, stop });
    return await patiently(label, wait, async () => {
      // A name with a typing error must not become a new database.
      if (role === 'source' && (await models.settings.findById(VERSION_SETTING)) === null) {
        throw new MigrateError(`${label} holds no directory's data. Check how it is named.`);
      }
      const signs = new MongoSignsOfLife(models);
      const use = await SoleUse.claim(signs, label, clock, wait);
      try {
        await migrate(models);
      } catch (error) {
        await use.release();
        throw isTrouble(error) ? error : new MigrateError(`${label}: ${messageOf(error)}.`);
      }
      return { link, models, use };
    });
  } catch (error) {
    await link.close();
    throw error;
  }
}

async function connect(
  link: MongoLink,
  label: string,
  { clock, stop }: Pick<MigrateIo, 'clock' | 'stop'>,
): Promise<void> {
  stop.throwIfAborted();
  const stopped = new Promise<never>((_resolve, reject) => {
    stop.addEventListener('abort', () => {
      reject(new Error('stopped'));
    });
  });
  try {
    await withDeadline(clock, CONNECT_DEADLINE_MS, Promise.race([link.open(), stopped]));
  } catch (error) {
    const reason = withoutCredentials(messageOf(error));
    throw new MigrateError(`${label} cannot be reached: ${reason}.`);
  }
}
