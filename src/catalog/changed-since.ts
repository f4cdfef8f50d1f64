import { sortInSlices } from '../common/sort-in-slices.js';
import type { TimeSlice } from '../common/time-slice.js';
import type { TenantCatalog } from './tenant-catalog.js';
import type { Tombstone, ToldServer } from './stored/tombstone.js';

const AT_ONCE = 1_000;

/**
 * The newest records above a position, tombstones included, in the order of their positions. What changes meanwhile may
 * be missing.
 */
export async function changedSince(
  catalog: TenantCatalog,
  position: number,
  slice: TimeSlice,
): Promise<readonly ToldServer[]> {
  const changed: ToldServer[] = [];
  let looked = 0;
  for (const record of catalog.everyServer()) {
    looked += 1;
    if (looked % AT_ONCE === 0) await slice.pause();
    if (record.position > position) changed.push(record);
  }
  return sortInSlices(changed, (a, b) => a.position - b.position, slice);
}

/** The removed servers that are remembered, in the order of their positions. */
export async function removedInOrder(
  catalog: TenantCatalog,
  slice: TimeSlice,
): Promise<readonly Tombstone[]> {
  return sortInSlices([...catalog.removed()], (a, b) => a.position - b.position, slice);
}
