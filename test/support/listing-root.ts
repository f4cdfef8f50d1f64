import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A leaf as a reader has it. */
export interface ReadLeaf {
  readonly dig: string;
  readonly id: string;
  readonly rev: number;
  readonly st: string;
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** The hash of a leaf, written independently from the definition. */
export function readLeafHash({ dig, id, rev, st }: ReadLeaf): Buffer {
  return sha256(Buffer.of(0), Buffer.from(canonicalize({ dig, id, rev, st }) ?? '', 'utf8'));
}

export function readNodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.of(1), left, right);
}

/** RFC 6962, section 2.1. */
export function readTreeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0] ?? sha256();
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return readNodeHash(readTreeHash(leaves.slice(0, split)), readTreeHash(leaves.slice(split)));
}

/** The bucket of an id. */
export function readBucket(id: string): number {
  return Number.parseInt(createHash('sha256').update(id, 'utf8').digest('hex').slice(0, 3), 16);
}

/** The root over a listing, hex: from the definition, all at once. */
export function readRoot(leaves: readonly ReadLeaf[]): string {
  const buckets = Map.groupBy(leaves, ({ id }) => readBucket(id));
  let level = Array.from({ length: 4_096 }, (_, index) => {
    const inside = (buckets.get(index) ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return readTreeHash(inside.map(readLeafHash));
  });
  while (level.length > 1) {
    level = level.flatMap((left, index) =>
      index % 2 === 0 ? [readNodeHash(left, level[index + 1] ?? left)] : [],
    );
  }
  return level[0]?.toString('hex') ?? '';
}

/** From a bucket's hash up to the root, hex. */
export function climb(hash: Uint8Array, bucket: number, path: readonly string[]): string {
  return path
    .reduce<{ hash: Uint8Array; index: number }>(
      (at, sibling) => {
        const other = Buffer.from(sibling, 'hex');
        const isLeft = at.index % 2 === 0;
        return {
          hash: isLeft ? readNodeHash(at.hash, other) : readNodeHash(other, at.hash),
          index: at.index >> 1,
        };
      },
      { hash, index: bucket },
    )
    .hash.reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '');
}

/** RFC 6962, section 2.1.1: from a leaf up to the hash of its tree. */
export function climbTree(
  hash: Uint8Array,
  position: number,
  size: number,
  path: readonly string[],
): Uint8Array {
  if (size <= 1) return hash;
  let split = 1;
  while (split * 2 < size) split *= 2;
  const last = Buffer.from(path.at(-1) ?? '', 'hex');
  const rest = path.slice(0, -1);
  return position < split
    ? readNodeHash(climbTree(hash, position, split, rest), last)
    : readNodeHash(last, climbTree(hash, position - split, size - split, rest));
}
