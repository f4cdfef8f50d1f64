import canonicalize from 'canonicalize';
import { concat, sha256, toHex, utf8 } from './bytes.js';

/** What a snapshot signs of each listed server. */
export interface ListingLeaf {
  /** SHA-256 of the canonical manifest, hex. */
  readonly dig: string;
  readonly id: string;
  readonly rev: number;
  readonly st: string;
}

type Hash = Uint8Array<ArrayBuffer>;

const BUCKETS = 4_096;

/** Leaves that are hashed side by side. */
const AT_ONCE = 1_000;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of a leaf: SHA-256 of a zero byte and its canonical JSON. */
export function leafHash({ dig, id, rev, st }: ListingLeaf): Promise<Hash> {
  return sha256(concat(LEAF, utf8(canonicalize({ dig, id, rev, st }) ?? '')));
}

/** The bucket of an id: the first 12 bits of its SHA-256. */
export async function bucketOf(id: string): Promise<number> {
  const [first = 0, second = 0] = await sha256(utf8(id));
  return (first << 4) | (second >> 4);
}

/** The Merkle tree hash of RFC 6962, section 2.1. */
export async function treeHash(leaves: readonly Hash[]): Promise<Hash> {
  const [only] = leaves;
  if (only === undefined) return sha256(new Uint8Array());
  if (leaves.length === 1) return only;
  const split = splitOf(leaves.length);
  return nodeHash(await treeHash(leaves.slice(0, split)), await treeHash(leaves.slice(split)));
}

/** The hash of a tree that a leaf is in, by its audit path (RFC 6962, section 2.1.1); `undefined` = the path is wrong. */
export async function climbTree(
  leaf: Hash,
  position: number,
  size: number,
  path: readonly Hash[],
): Promise<Hash | undefined> {
  const sibling = path.at(-1);
  if (size <= 1) return sibling === undefined ? leaf : undefined;
  if (sibling === undefined) return undefined;
  const split = splitOf(size);
  const isLeft = position < split;
  const half = isLeft
    ? await climbTree(leaf, position, split, path.slice(0, -1))
    : await climbTree(leaf, position - split, size - split, path.slice(0, -1));
  if (half === undefined) return undefined;
  return isLeft ? nodeHash(half, sibling) : nodeHash(sibling, half);
}

/** The root above a bucket, hex. */
export async function climbRoot(
  hash: Hash,
  bucket: number,
  path: readonly Hash[],
): Promise<string> {
  let node = hash;
  for (const [level, sibling] of path.entries()) {
    const isLeft = ((bucket >> level) & 1) === 0;
    node = await (isLeft ? nodeHash(node, sibling) : nodeHash(sibling, node));
  }
  return toHex(node);
}

/** The root over a whole listing, hex. */
export async function listingRoot(leaves: readonly ListingLeaf[]): Promise<string> {
  const buckets = Array.from({ length: BUCKETS }, (): { id: string; hash: Hash }[] => []);
  for (let first = 0; first < leaves.length; first += AT_ONCE) {
    const some = leaves.slice(first, first + AT_ONCE);
    const hashed = some.map(async (leaf) => {
      const [bucket, hash] = await Promise.all([bucketOf(leaf.id), leafHash(leaf)]);
      buckets[bucket]?.push({ id: leaf.id, hash });
    });
    await Promise.all(hashed);
  }
  let level = await Promise.all(
    buckets.map((bucket) =>
      treeHash(bucket.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ hash }) => hash)),
    ),
  );
  while (level.length > 1) level = await Promise.all(pairs(level));
  return toHex(level[0] ?? new Uint8Array());
}

function* pairs(level: readonly Hash[]): Iterable<Promise<Hash>> {
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = level.slice(index, index + 2);
    if (left !== undefined && right !== undefined) yield nodeHash(left, right);
  }
}

function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return sha256(concat(NODE, left, right));
}

/** The largest power of two below a number. */
function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}
