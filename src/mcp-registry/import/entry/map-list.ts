import { onePerId } from './one-per-id.js';
import type { Refusal } from './refusal.js';
import { readEntry } from './source-entry.js';
import { toManifest, type MappedEntry } from './to-manifest.js';

/** What a list becomes before the directory has seen it. */
export interface MappedList {
  readonly mapped: readonly MappedEntry[];
  readonly refused: readonly Refusal[];
}

/** Makes manifests of the elements of a list. */
export function mapList(list: readonly unknown[]): MappedList {
  const read = sortOut(list.map((raw, index) => readEntry(raw, index + 1)));
  const { chosen, refused } = onePerId(read.good);
  const made = sortOut(chosen.map(toManifest));
  return { mapped: made.good, refused: [...read.refused, ...refused, ...made.refused] };
}

function sortOut<T extends object>(
  items: readonly (T | Refusal)[],
): { readonly good: T[]; readonly refused: Refusal[] } {
  const good: T[] = [];
  const refused: Refusal[] = [];
  for (const item of items) {
    if ('reason' in item) refused.push(item);
    else good.push(item);
  }
  return { good, refused };
}
