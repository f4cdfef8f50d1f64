import { plain, print } from './print.js';
import type { StoredServer, StoredServers } from './stored-servers.js';

const AT_ONCE = 100;
const TELL_EVERY = 1_000;
const MOST_NAMED = 20;

interface Output {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Deletes servers, or with `dry` only says which. */
export async function purgeServers(
  store: StoredServers,
  servers: AsyncIterable<StoredServer>,
  dry: boolean,
  { stdout, stderr }: Output,
): Promise<void> {
  let count = 0;
  let batch: StoredServer[] = [];
  let renewed = false;
  const flush = async (): Promise<void> => {
    if (!dry && batch.length > 0) {
      // Before the first deletion: after a crash between the two, readers would never hear of what is gone.
      if (!renewed) await store.renewEpoch();
      renewed = true;
      await store.delete(batch);
    }
    batch = [];
  };
  for await (const server of servers) {
    count += 1;
    if (dry && count <= MOST_NAMED) await print(stdout, `${server.status}  ${plain(server.id)}`);
    batch.push({ ...server, manifest: '' });
    if (batch.length === AT_ONCE) await flush();
    if (!dry && count % TELL_EVERY === 0) await print(stderr, `Purged ${count}`);
  }
  await flush();
  if (dry && count > MOST_NAMED) await print(stdout, `… and ${count - MOST_NAMED} more`);
  const counted = count === 1 ? '1 server' : `${count} servers`;
  await print(
    stdout,
    dry
      ? `Would purge ${counted} from ${store.label}: say --yes.`
      : `Purged ${counted} from ${store.label}.`,
  );
}
