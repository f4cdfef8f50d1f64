import { backUp } from '../backup/back-up.js';
import { restore } from '../backup/restore.js';
import { MigrateError } from '../migrate/migrate-error.js';
import type { MigrateIo } from '../migrate/migrate-io.js';
import { readPlace, type Place } from '../migrate/place.js';
import { EmbeddedServers } from './embedded-servers.js';
import { exportServers } from './export-servers.js';
import { listServers } from './list-servers.js';
import { MongoServers } from './mongo-servers.js';
import { print } from './print.js';
import { purgeServers } from './purge-servers.js';
import { isSelected, type Selection } from './selection.js';
import { readStoreArguments, wrongUse, type StoreArguments } from './store-arguments.js';
import { HELP } from './store-help.js';
import type { StoredServer, StoredServers } from './stored-servers.js';

const STOPPED = 130;

/**
 * The command `store`: looks into a store, deletes from it, and copies it.
 * @returns the exit code: 0, 1 (the store is in use or fails), 2 (used wrongly) or 130 (stopped)
 */
export async function storeCommand(args: readonly string[], io: MigrateIo): Promise<number> {
  try {
    const asked = readStoreArguments(args);
    if (asked === 'help') {
      io.stdout.write(HELP);
      return 0;
    }
    const place = await placeOf(asked.store);
    const { verb } = asked;
    if (verb === 'backup' || verb === 'restore') {
      await copyStore(asked, place, io);
      return 0;
    }
    const store = await open(place, io);
    try {
      await run(verb, asked, store, io);
    } finally {
      await store.close();
    }
    return 0;
  } catch (error) {
    if (io.stop.aborted) {
      io.stderr.write('Stopped.\n');
      return STOPPED;
    }
    if (!(error instanceof MigrateError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

async function placeOf(store: string): Promise<Place> {
  try {
    return await readPlace('--store', store);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    throw wrongUse(error.message.split('\n')[0] ?? '');
  }
}

async function open(place: Place, io: MigrateIo): Promise<StoredServers> {
  return place.kind === 'embedded' ? EmbeddedServers.open(place) : MongoServers.open(place, io);
}

async function run(
  verb: Exclude<StoreArguments['verb'], 'backup' | 'restore'>,
  asked: StoreArguments,
  store: StoredServers,
  io: MigrateIo,
): Promise<void> {
  const servers = selected(store.all(), asked.selection, io.stop);
  switch (verb) {
    case 'list':
      await listServers(servers, asked, io.stdout);
      return;
    case 'purge':
      await purgeServers(store, servers, !asked.yes, io);
      return;
    case 'export': {
      const count = await exportServers(servers, asked.out, io.stdout);
      await print(io.stderr, `Exported ${count} manifests from ${store.label}.`);
    }
  }
}

/** Makes a backup, or restores one. */
async function copyStore(
  { verb, file, force }: StoreArguments,
  place: Place,
  io: MigrateIo,
): Promise<void> {
  if (place.kind !== 'embedded') {
    throw wrongUse(
      `${verb} is for embedded stores; MongoDB has tools of its own, for example mongodump.`,
    );
  }
  if (verb === 'backup') {
    const count = await backUp(place.directory, file);
    await print(io.stdout, `Backed up ${place.label}; servers, removed ones included: ${count}.`);
  } else {
    const count = restore(place.directory, file, force);
    await print(io.stdout, `Restored ${place.label}; servers, removed ones included: ${count}.`);
  }
}

async function* selected(
  servers: AsyncIterable<StoredServer>,
  selection: Selection,
  stop: AbortSignal,
): AsyncGenerator<StoredServer> {
  for await (const server of servers) {
    stop.throwIfAborted();
    if (isSelected(server, selection)) yield server;
  }
}
