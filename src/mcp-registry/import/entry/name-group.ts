import type { Refusal } from './refusal.js';
import type { SourceEntry } from './source-entry.js';
import { toManifest, type MappedEntry } from './to-manifest.js';
import { compareVersions } from './versions/version-order.js';

/** All that a list says of one name. */
export interface NameGroup {
  readonly name: string;
  /** The best version that can be registered. */
  readonly chosen: MappedEntry | undefined;
  /** Better versions than the chosen one, which cannot be registered; all of them when none is chosen. */
  readonly unfit: readonly Refusal[];
  /** Versions that stand back for the chosen one. */
  readonly others: readonly SourceEntry[];
  /** Versions that the list has and that are not deleted. */
  readonly versions: ReadonlySet<string>;
  /** Versions that are marked as deleted. */
  readonly deleted: readonly SourceEntry[];
}

/** Chooses one of the entries of a name, whatever their order in the list. */
export function nameGroup(
  name: string,
  entries: readonly SourceEntry[],
  importedFrom: string,
): NameGroup {
  const deleted = entries.filter(({ isDeleted }) => isDeleted);
  const bestFirst = entries.filter(({ isDeleted }) => !isDeleted).sort((a, b) => rank(b, a));
  const unfit: Refusal[] = [];
  let chosen: MappedEntry | undefined;
  for (const entry of bestFirst) {
    const made = toManifest(entry, importedFrom);
    if ('manifest' in made) {
      chosen = made;
      break;
    }
    unfit.push(made);
  }
  const others = chosen === undefined ? [] : bestFirst.slice(unfit.length + 1);
  const versions = new Set(bestFirst.map(({ version }) => version));
  return { name, chosen, unfit, others, versions, deleted };
}

/** The registry's own word first. What is left at the end is the same version twice. */
function rank(a: SourceEntry, b: SourceEntry): number {
  return (
    Number(a.isLatest) - Number(b.isLatest) ||
    compareVersions(a, b) ||
    (JSON.stringify(a.server) < JSON.stringify(b.server) ? -1 : 1)
  );
}
