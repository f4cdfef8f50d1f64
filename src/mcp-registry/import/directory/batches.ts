import type { MappedEntry } from '../entry/to-manifest.js';

/** Few enough that progress shows, enough that the directory stores them together. */
const MOST_ITEMS = 100;

/** Half of what the directory takes in one request. */
const MOST_BYTES = 4 * 1_024 * 1_024;

/** Cuts a list into requests that the directory takes. */
export function* batches(entries: readonly MappedEntry[]): Generator<MappedEntry[]> {
  let batch: MappedEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length === MOST_ITEMS || (batch.length > 0 && bytes + entry.bytes > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.bytes + 1;
  }
  if (batch.length > 0) yield batch;
}
