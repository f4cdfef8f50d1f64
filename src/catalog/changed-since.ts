import type { TimeSlice } from '../common/time-slice.js';
import type { ServerRecord } from '../manifest/server-record.js';
import type { TenantCatalog } from './tenant-catalog.js';

const AT_ONCE = 1_000;

/**
 * The newest records above a position, tombstones included, in the order of their positions. What changes meanwhile may
 * be missing.
 */
export async function changedSince(
  catalog: TenantCatalog,
  position: number,
  slice: TimeSlice,
): Promise<readonly ServerRecord[]> {
  const changed: ServerRecord[] = [];
  let looked = 0;
  for (const record of catalog.allRecords()) {
    looked += 1;
    if (looked % AT_ONCE === 0) await slice.pause();
    if (record.position > position) changed.push(record);
  }
  return inOrder(changed, slice);
}

/** Sorts in pieces, which are then merged two by two: all at once would take too long. */
async function inOrder(
  records: readonly ServerRecord[],
  slice: TimeSlice,
): Promise<readonly ServerRecord[]> {
  let runs: ServerRecord[][] = [];
  for (let first = 0; first < records.length; first += AT_ONCE) {
    await slice.pause();
    runs.push(records.slice(first, first + AT_ONCE).sort((a, b) => a.position - b.position));
  }
  while (runs.length > 1) {
    const merged: ServerRecord[][] = [];
    for (let first = 0; first < runs.length; first += 2) {
      await slice.pause();
      merged.push(merge(runs[first] ?? [], runs[first + 1] ?? []));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function merge(left: readonly ServerRecord[], right: readonly ServerRecord[]): ServerRecord[] {
  const merged: ServerRecord[] = [];
  let next = 0;
  for (const record of left) {
    let other = right[next];
    while (other !== undefined && other.position < record.position) {
      merged.push(other);
      next += 1;
      other = right[next];
    }
    merged.push(record);
  }
  return merged.concat(right.slice(next));
}
