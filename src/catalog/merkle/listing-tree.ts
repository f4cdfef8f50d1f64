import { hash } from 'node:crypto';
import { Bucket } from './bucket.js';
import { EMPTY_HASH, HASH_BYTES, nodeHash } from './tree-hash.js';

const LEVELS = 12;
const BUCKETS = 2 ** LEVELS;

/** The hashes of an empty tree, from its root downwards. */
const EMPTY_LEVELS: readonly Buffer[] = Array.from({ length: LEVELS }).reduce<Buffer[]>(
  (levels) => [nodeHash(levels[0] ?? EMPTY_HASH, levels[0] ?? EMPTY_HASH), ...levels],
  [EMPTY_HASH],
);

/** Where a leaf is in the tree. Hashes from the leaf upwards. */
export interface LeafPlace {
  /** 0 to 4095. */
  readonly bucket: number;
  /** The ids of the bucket, in order. */
  readonly ids: readonly string[];
  /** Within the bucket; empty when the leaf is not there. */
  readonly bucketPath: readonly Buffer[];
  /** From the bucket to the root. */
  readonly path: readonly Buffer[];
}

/**
 * The Merkle tree over a listing. A leaf belongs into one of 4,096 buckets by its id, so that a change moves one bucket
 * and the 12 nodes above it and nothing else. These are hashed when the root is next asked for.
 */
export class ListingTree {
  private readonly buckets = new Map<number, Bucket>();
  private readonly changed = new Set<number>();
  /** As in a heap: the root is 1, the children of n are 2n and 2n + 1, the buckets come last. */
  private readonly nodes = emptyNodes();

  set(id: string, hash: Uint8Array): void {
    const index = bucketOf(id);
    let bucket = this.buckets.get(index);
    if (bucket === undefined) {
      bucket = new Bucket();
      this.buckets.set(index, bucket);
    }
    bucket.set(id, hash);
    this.changed.add(index);
  }

  remove(id: string): void {
    const index = bucketOf(id);
    this.buckets.get(index)?.remove(id);
    this.changed.add(index);
  }

  /** Lower-case hex. */
  root(): string {
    this.settle();
    return this.node(1).toString('hex');
  }

  /** Where an id is, or would be. */
  place(id: string): LeafPlace {
    this.settle();
    const index = bucketOf(id);
    const bucket = this.buckets.get(index) ?? new Bucket();
    const path: Buffer[] = [];
    for (let node = BUCKETS + index; node > 1; node >>= 1)
      path.push(Buffer.from(this.node(node ^ 1)));
    const ids = [...bucket.ids];
    const bucketPath = ids.includes(id) ? bucket.pathOf(id) : [];
    return { bucket: index, ids, bucketPath, path };
  }

  private settle(): void {
    let level = new Set<number>();
    for (const index of this.changed) {
      this.put(BUCKETS + index, this.buckets.get(index)?.hash() ?? EMPTY_HASH);
      level.add((BUCKETS + index) >> 1);
    }
    this.changed.clear();
    while (level.size > 0) {
      const above = new Set<number>();
      for (const node of level) {
        this.put(node, nodeHash(this.node(2 * node), this.node(2 * node + 1)));
        if (node > 1) above.add(node >> 1);
      }
      level = above;
    }
  }

  private node(index: number): Buffer {
    return this.nodes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  private put(index: number, hash: Buffer): void {
    hash.copy(this.nodes, index * HASH_BYTES);
  }
}

/** The first 12 bits of the SHA-256 of an id. */
function bucketOf(id: string): number {
  return parseInt(hash('sha256', id, 'hex').slice(0, 3), 16);
}

function emptyNodes(): Buffer {
  const nodes = Buffer.alloc(2 * BUCKETS * HASH_BYTES);
  for (let index = 1; index < 2 * BUCKETS; index += 1) {
    EMPTY_LEVELS[Math.floor(Math.log2(index))]?.copy(nodes, index * HASH_BYTES);
  }
  return nodes;
}
