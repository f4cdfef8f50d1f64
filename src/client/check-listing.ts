import { parseJson } from '../common/parse-json.js';
import { fromUtf8 } from './bytes.js';
import { listingRoot, type ListingLeaf } from './listing-root.js';
import { readEntry } from './read-entry.js';
import { leafOf } from './read-proof.js';
import { Refusal, type RefusedEntry, type RefusedListing } from './refusal.js';
import { isMembers, isText, type Members } from './shapes.js';
import type { Snapshot } from './statement.js';

type Entry = string | Uint8Array | object;

/** An entry, sound or refused; the leaf of a refused one is only what it claims. */
interface Found {
  readonly leaf: ListingLeaf | undefined;
  readonly refused?: RefusedEntry;
}

/**
 * Checks that leaves and entries together are exactly what a snapshot signed. An entry that cannot be read stands in by
 * the digest that it claims: when the root still holds, every other entry is proved, and nothing is missing.
 * @returns `undefined` when everything holds
 * @throws Refusal `incomplete` when no entry is refused by itself
 */
export async function checkListing(
  leaves: readonly ListingLeaf[],
  entries: readonly Entry[],
  snapshot: Snapshot,
): Promise<RefusedListing | undefined> {
  const found = await Promise.all(entries.map(find));
  const all = [...leaves, ...found.flatMap(({ leaf }) => leaf ?? [])];
  const refused = found.flatMap((each) => each.refused ?? []);
  const [first] = refused;
  if (first === undefined) {
    await checkLeaves(all, snapshot);
    return undefined;
  }
  const others = await holds(all, snapshot);
  const count = `${refused.length} of ${entries.length} entries cannot be read`;
  const rest = others ? 'the others are all that was signed' : 'the others cannot be proved';
  return {
    ok: false,
    reason: first.reason,
    detail: `${count}, the first is ${first.id ?? `number ${first.index + 1}`}: ${first.detail}; ${rest}`,
    entries: refused,
    others: others ? 'complete' : 'unknown',
  };
}

async function find(entry: Entry, index: number): Promise<Found> {
  try {
    const { id, digest, status, directory } = await readEntry(entry);
    return { leaf: leafOf({ dig: digest, id, rev: directory['revision'], st: status }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { reason, detail } = error;
    const claimed = claimOf(entry);
    const id = claimed?.['id'];
    const refused = { index, ...(isText(id) && { id }), reason, detail };
    return { leaf: claimed && claimedLeaf(claimed), refused };
  }
}

/** What an entry says that is not JSON with one meaning; nothing of it is believed. */
function claimOf(entry: Entry): Members | undefined {
  try {
    const text = entry instanceof Uint8Array ? fromUtf8(entry) : entry;
    const value: unknown = typeof text === 'string' ? parseJson(text) : text;
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function claimedLeaf({ id, status, directory }: Members): ListingLeaf | undefined {
  if (!isMembers(directory)) return undefined;
  try {
    return leafOf({ dig: directory['digest'], id, rev: directory['revision'], st: status });
  } catch {
    return undefined;
  }
}

async function holds(leaves: readonly ListingLeaf[], snapshot: Snapshot): Promise<boolean> {
  try {
    await checkLeaves(leaves, snapshot);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function checkLeaves(leaves: readonly ListingLeaf[], snapshot: Snapshot): Promise<void> {
  const { count, root } = snapshot;
  const distinct = new Set(leaves.map(({ id }) => id)).size;
  if (distinct !== leaves.length) throw new Refusal('incomplete', 'a server is there twice');
  if (leaves.length !== count) {
    throw new Refusal('incomplete', `${count} servers were signed, ${leaves.length} are here`);
  }
  if ((await listingRoot(leaves)) !== root) {
    throw new Refusal('incomplete', 'the servers are not those that were signed');
  }
}
