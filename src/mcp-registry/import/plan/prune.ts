import type { ImportedServer } from '../directory/standing.js';
import type { ImportContext } from './import-context.js';
import { removeServers, type Leaving } from './remove-servers.js';

/** What is wanted of pruning, and what speaks against it. */
export interface PruneRequest {
  /** Names that the list has, also those that cannot be registered. */
  readonly names: ReadonlySet<string>;
  /** Why the list does not tell what is missing; `undefined` = it does. */
  readonly doubt: string | undefined;
  /** Most servers to remove; `undefined` = {@link usualMost}. */
  readonly most: number | undefined;
}

/** What pruning did. */
export interface Pruned {
  readonly pruned: readonly Leaving[];
  /** Why nothing was pruned although it was asked for. */
  readonly held?: string;
  /** Imported servers that came from other sources, or do not say from which: they were left alone. */
  readonly elsewhere: number;
}

/** A list that has lost more is more likely broken than true. */
const USUAL_MOST = 20;
const USUAL_SHARE = 0.2;

/** Removes servers that imports of this source have made and that its list does not have any more. */
export async function prune(
  { names, doubt, most }: PruneRequest,
  context: ImportContext,
): Promise<Pruned> {
  if (doubt !== undefined) return { pruned: [], held: doubt, elsewhere: 0 };
  const own: ImportedServer[] = [];
  let elsewhere = 0;
  for await (const page of context.directory.tagged()) {
    for (const standing of page) {
      if (standing.kind !== 'imported') continue;
      if (standing.source === context.importedFrom) own.push(standing);
      else elsewhere += 1;
    }
  }
  const missing = own.filter(({ name }) => !names.has(name));
  const limit = most ?? usualMost(own.length);
  if (missing.length > limit) {
    const held =
      `the list does not have ${missing.length} of ${own.length} servers that came from it, more than ${limit}. ` +
      `Look at the list; if it is right, add --max-prune ${missing.length}`;
    return { pruned: [], held, elsewhere };
  }
  return { pruned: await removeServers(missing, context), elsewhere };
}

/** Most servers that are pruned at once when nothing else is said. */
function usualMost(servers: number): number {
  return Math.max(USUAL_MOST, Math.floor(servers * USUAL_SHARE));
}
