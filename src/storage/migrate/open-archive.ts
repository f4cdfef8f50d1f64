import { EmbeddedArchive } from './embedded-archive.js';
import type { MigrateIo } from './migrate-io.js';
import { MongoArchive } from './mongo-archive.js';
import type { Place } from './place.js';
import type { Role, StoreArchive } from './store-archive.js';

/**
 * Opens a store for this process alone.
 * @throws MigrateError when it can't be
 */
export function openArchive(place: Place, role: Role, io: MigrateIo): Promise<StoreArchive> {
  return place.kind === 'embedded'
    ? EmbeddedArchive.open(place, role)
    : MongoArchive.open(place, role, io);
}
