import { sortInSlices } from '../common/sort-in-slices.js';
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
  return sortInSlices(changed, (a, b) => a.position - b.position, slice);
}
