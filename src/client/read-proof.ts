import { fromHex } from './bytes.js';
import {
  bucketOf,
  climbRoot,
  climbTree,
  leafHash,
  treeHash,
  type ListingLeaf,
} from './listing-root.js';
import { Refusal } from './refusal.js';
import { checkMembers, isHash, isMembers, isNumber, isText, type Members } from './shapes.js';

/** What a proof says, and the root that it leads to. */
export interface ReadProof {
  readonly id: string;
  /** `undefined` = the server is not listed. */
  readonly leaf: ListingLeaf | undefined;
  readonly root: string;
}

type Hash = Uint8Array<ArrayBuffer>;

const LEVELS = 12;
const LEAF = { dig: isHash, id: isText, rev: isNumber, st: isText };

/** No bucket has more leaves, and no path within one more steps. */
const MAX_SIZE = 2 ** 32;
const MAX_STEPS = 32;
const isHashes = (value: unknown): boolean => Array.isArray(value) && value.every(isHash);
const isSteps = (value: unknown): boolean =>
  isHashes(value) && (value as unknown[]).length <= MAX_STEPS;
const isSize = (value: unknown): boolean => isNumber(value) && value <= MAX_SIZE;
const COMMON = {
  snapshot: isMembers,
  id: isText,
  listed: (value: unknown) => typeof value === 'boolean',
  bucket: isMembers,
  path: (value: unknown) => isHashes(value) && (value as unknown[]).length === LEVELS,
};

/**
 * Works out the root that a proof leads to.
 * @throws Refusal `malformed`, `wrong_subject`, `tampered`
 */
export async function readProof(proof: Members): Promise<ReadProof> {
  return proof['listed'] === true ? presence(proof) : absence(proof);
}

async function presence(proof: Members): Promise<ReadProof> {
  checkMembers(proof, { ...COMMON, leaf: isMembers, bucket_path: isSteps }, 'the proof');
  const bucket = proof['bucket'] as Members;
  checkMembers(bucket, { index: isNumber, size: isSize, position: isNumber }, 'the bucket');
  const id = proof['id'] as string;
  const leaf = leafOf(proof['leaf']);
  if (leaf.id !== id) throw new Refusal('wrong_subject', `the leaf is of ${leaf.id}`);
  const { size, position } = bucket as { size: number; position: number };
  const path = hashesOf(proof['bucket_path']);
  const hash =
    position < size ? await climbTree(await leafHash(leaf), position, size, path) : undefined;
  if (hash === undefined) throw new Refusal('tampered', 'the path within the bucket is wrong');
  return { id, leaf, root: await rootAbove(hash, proof) };
}

async function absence(proof: Members): Promise<ReadProof> {
  checkMembers(proof, COMMON, 'the proof');
  const bucket = proof['bucket'] as Members;
  checkMembers(bucket, { index: isNumber, leaves: Array.isArray }, 'the bucket');
  const id = proof['id'] as string;
  const leaves = (bucket['leaves'] as unknown[]).map(leafOf);
  if (leaves.some((leaf) => leaf.id === id)) {
    throw new Refusal('tampered', `${id} is in the bucket that it should be missing from`);
  }
  for (const [index, leaf] of leaves.entries()) {
    const before = leaves[index - 1];
    if (before !== undefined && before.id >= leaf.id) {
      throw new Refusal('tampered', 'the leaves are not in order');
    }
  }
  const hash = await treeHash(await Promise.all(leaves.map(leafHash)));
  return { id, leaf: undefined, root: await rootAbove(hash, proof) };
}

async function rootAbove(hash: Hash, proof: Members): Promise<string> {
  const { index } = proof['bucket'] as { index: number };
  if (index !== (await bucketOf(proof['id'] as string))) {
    throw new Refusal('tampered', 'it is another bucket than that of the id');
  }
  return climbRoot(hash, index, hashesOf(proof['path']));
}

/** @throws Refusal `malformed` */
export function leafOf(value: unknown): ListingLeaf {
  if (!isMembers(value)) throw new Refusal('malformed', 'a leaf is not an object');
  checkMembers(value, LEAF, 'a leaf');
  return value as unknown as ListingLeaf;
}

function hashesOf(value: unknown): Hash[] {
  return (value as unknown[]).flatMap((hex) => fromHex(hex) ?? []);
}
