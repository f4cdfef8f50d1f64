/** Few enough that progress shows, enough that the directory stores them together. */
const MOST_ITEMS = 100;

/** Half of what the directory takes in one request. */
const MOST_BYTES = 4 * 1_024 * 1_024;

/** Cuts a list into requests that the directory takes; `bytes` is the size of an item in JSON. */
export function* batches<T extends { readonly bytes: number }>(
  items: readonly T[],
): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (batch.length === MOST_ITEMS || (batch.length > 0 && bytes + item.bytes > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += item.bytes + 1;
  }
  if (batch.length > 0) yield batch;
}
