import type { ImportedServer, Standing } from '../directory/standing.js';
import { serverIds } from '../entry/server-id.js';

/** What stands under the ids that a name may have; `distinct` is left out where the plain id is the name's own. */
export interface Look {
  readonly plain: Standing;
  readonly distinct?: Standing;
}

/** Where a server of the list is registered: where an import has put it before, or under a free id. */
export type Place =
  { readonly id: string; readonly held: ImportedServer | undefined } | { readonly refusal: string };

/** Looks until the name's own server is found, or all its ids are known. */
export async function lookFor(
  name: string,
  find: (id: string) => Promise<Standing>,
): Promise<Look> {
  const ids = serverIds(name);
  const plain = await find(ids.plain);
  if (isOf(name, plain) || ids.distinct === ids.plain) return { plain };
  return { plain, distinct: await find(ids.distinct) };
}

/** The server that an import has made of a name. */
export function ownServer(name: string, { plain, distinct }: Look): ImportedServer | undefined {
  if (isOf(name, plain)) return plain;
  return distinct !== undefined && isOf(name, distinct) ? distinct : undefined;
}

/**
 * Places for names. A name keeps the id that it has. Of several new names with one plain id, the first one gets it (one
 * in lower case before the others, then in the order of code units, whatever their order in the list); the others get
 * their distinct ids.
 */
export function placesOf(looks: ReadonlyMap<string, Look>): Map<string, Place> {
  const inOrder = [...looks].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const claimed = new Set<string>();
  return new Map(inOrder.map(([name, look]) => [name, placeOf(name, look, claimed)]));
}

function placeOf(name: string, look: Look, claimed: Set<string>): Place {
  const held = ownServer(name, look);
  if (held !== undefined) return { id: held.id, held };
  const { plain, distinct } = look;
  if (plain.kind === 'foreign') {
    return { refusal: `would replace ${plain.id}, which was not made by an import` };
  }
  if (plain.kind === 'unreadable') return { refusal: unreadable(plain.id, plain.reason) };
  const free = [plain, distinct].find(
    (standing) => standing?.kind === 'free' && !claimed.has(standing.id),
  );
  if (free === undefined) {
    const ids = distinct === undefined ? plain.id : `${plain.id} and ${distinct.id}`;
    return { refusal: `would need ${ids}, which other servers have` };
  }
  claimed.add(free.id);
  return { id: free.id, held: undefined };
}

function unreadable(id: string, reason: string): string {
  return `cannot be compared with ${id}, which the directory cannot read (${reason})`;
}

function rank(name: string): number {
  return name === name.toLowerCase() ? 0 : 1;
}

function isOf(name: string, standing: Standing): standing is ImportedServer {
  return standing.kind === 'imported' && standing.name === name;
}
