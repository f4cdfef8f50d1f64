import { nameGroup, type NameGroup } from './name-group.js';
import type { Refusal } from './refusal.js';
import { readEntry, type SourceEntry } from './source-entry.js';

/** What a list becomes before the directory is asked. */
export interface MappedList {
  readonly groups: readonly NameGroup[];
  /** Elements that cannot be read. */
  readonly refused: readonly Refusal[];
}

/** Makes manifests of the elements of a list that comes from the source with this name. */
export function mapList(list: readonly unknown[], importedFrom: string): MappedList {
  const byName = new Map<string, SourceEntry[]>();
  const refused: Refusal[] = [];
  for (const [index, raw] of list.entries()) {
    const entry = readEntry(raw, index + 1);
    if ('reason' in entry) {
      refused.push(entry);
      continue;
    }
    const same = byName.get(entry.name);
    if (same === undefined) byName.set(entry.name, [entry]);
    else same.push(entry);
  }
  const groups = [...byName].map(([name, entries]) => nameGroup(name, entries, importedFrom));
  return { groups, refused };
}
