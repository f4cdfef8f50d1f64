import type { ServerRecord } from '../manifest/server-record.js';

const MOST_RECORDS = 16;
/** Characters of manifests: taking in this many takes some 10 ms, if all words are different. */
const MOST_CHARACTERS = 128 * 1_024;

/** Cuts records into portions that can be taken in at a stretch, at least one record each, in their order. */
export function* portions(records: readonly ServerRecord[]): Iterable<readonly ServerRecord[]> {
  let first = 0;
  let characters = 0;
  for (const [index, { manifest }] of records.entries()) {
    const isFull = index - first >= MOST_RECORDS || characters + manifest.length > MOST_CHARACTERS;
    if (isFull && index > first) {
      yield records.slice(first, index);
      first = index;
      characters = 0;
    }
    characters += manifest.length;
  }
  if (first < records.length) yield records.slice(first);
}
