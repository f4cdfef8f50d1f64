import { createHash } from 'node:crypto';
import { canonicalJson } from '../../manifest/canonical-json.js';
import { recordKey } from '../../manifest/record-key.js';
import { digestOf } from './archived-server.js';
import { inBatches } from './in-batches.js';
import type { StoreArchive } from './store-archive.js';

/** What a store holds, in a few numbers. */
export interface StoreDigest {
  /** SHA-256 over everything but positions. */
  readonly digest: string;
  readonly servers: number;
  readonly tombstones: number;
  readonly entries: number;
}

/** Reads a store completely and digests it. */
export async function digestStore(
  archive: StoreArchive,
  onRead: (servers: number) => void,
): Promise<StoreDigest> {
  const hash = createHash('sha256');
  const counts = { servers: 0, tombstones: 0, entries: 0 };
  for await (const batch of inBatches(archive.servers())) {
    for (const server of batch) {
      hash.update(`${recordKey(server.record)} ${digestOf(server)}\n`);
      counts[server.record.removed ? 'tombstones' : 'servers'] += 1;
      counts.entries += server.history.length;
    }
    onRead(batch.length);
  }
  hash.update(`counted_ms ${await archive.countedTime()}\n`);
  for (const { name, revision, value } of await archive.settings()) {
    hash.update(`setting ${name} ${revision} ${canonicalJson(value)}\n`);
  }
  return { digest: hash.digest('hex'), ...counts };
}
