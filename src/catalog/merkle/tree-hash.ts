import { hash } from 'node:crypto';

/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** One byte, 0. */
const LEAF = '\0';
const NODE = Buffer.of(1);

/** The hash of nothing, RFC 6962, section 2.1. */
export const EMPTY_HASH = sha256(Buffer.alloc(0));

/** SHA-256. */
export function sha256(data: Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

/** The hash of a leaf's bytes. */
export function leafHash(text: string): Buffer {
  return hash('sha256', LEAF + text, 'buffer');
}

/** The hash of a node over two others. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.concat([NODE, left, right]));
}

/** The Merkle tree hash of RFC 6962, section 2.1, over leaf hashes that follow each other in one buffer. */
export function treeHash(leaves: Buffer): Buffer {
  const count = leaves.length / HASH_BYTES;
  if (count === 0) return EMPTY_HASH;
  if (count === 1) return leaves;
  const split = HASH_BYTES * splitOf(count);
  return nodeHash(treeHash(leaves.subarray(0, split)), treeHash(leaves.subarray(split)));
}

/** The audit path of RFC 6962, section 2.1.1, from the leaf upwards. */
export function auditPath(leaves: Buffer, index: number): Buffer[] {
  const count = leaves.length / HASH_BYTES;
  if (count <= 1) return [];
  const split = splitOf(count);
  const left = leaves.subarray(0, HASH_BYTES * split);
  const right = leaves.subarray(HASH_BYTES * split);
  return index < split
    ? [...auditPath(left, index), treeHash(right)]
    : [...auditPath(right, index - split), treeHash(left)];
}

/** The largest power of two below a number. */
function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}
