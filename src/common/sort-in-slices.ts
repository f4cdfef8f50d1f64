import type { TimeSlice } from './time-slice.js';

const AT_ONCE = 1_000;

/** Sorts in pieces, which are then merged two by two: all at once would take too long. Equal items stay in their order. */
export async function sortInSlices<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  slice: TimeSlice,
): Promise<readonly T[]> {
  let runs: T[][] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    await slice.pause();
    runs.push(items.slice(first, first + AT_ONCE).sort(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let first = 0; first < runs.length; first += 2) {
      merged.push(await merge(runs[first] ?? [], runs[first + 1] ?? [], compare, slice));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
  slice: TimeSlice,
): Promise<T[]> {
  const merged: T[] = [];
  let next = 0;
  for (const item of left) {
    if (merged.length % AT_ONCE === 0) await slice.pause();
    let other = right[next];
    while (other !== undefined && compare(other, item) < 0) {
      merged.push(other);
      next += 1;
      other = right[next];
    }
    merged.push(item);
  }
  for (; next < right.length; next += 1) merged.push(right[next] as T);
  return merged;
}
