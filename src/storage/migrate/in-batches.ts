import type { ArchivedServer } from './archived-server.js';

const MOST_SERVERS = 100;
const MOST_BYTES = 4 * 1_024 * 1_024;

/** About what a history entry takes. */
const ENTRY_BYTES = 300;

/** Cuts a stream of servers into pieces that are written together and fit into memory. */
export async function* inBatches(
  servers: AsyncIterable<ArchivedServer>,
): AsyncGenerator<readonly ArchivedServer[]> {
  let batch: ArchivedServer[] = [];
  let bytes = 0;
  for await (const server of servers) {
    batch.push(server);
    bytes += server.record.manifest.length + server.history.length * ENTRY_BYTES;
    if (batch.length < MOST_SERVERS && bytes < MOST_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
