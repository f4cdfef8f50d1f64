import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  climb,
  climbTree,
  readBucket,
  readLeafHash,
  readRoot,
  readTreeHash,
  type ReadLeaf,
} from '../../../test/support/listing-root.js';
import { leafJson } from './leaf.js';
import { ListingTree } from './listing-tree.js';
import { leafHash } from './tree-hash.js';

const DIG = '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8';

function leaf(id: string, rev = 1, st = 'healthy'): ReadLeaf {
  return { dig: DIG, id, rev, st };
}

/** Ids of one bucket. */
function neighbours(count: number): string[] {
  const ids: string[] = [];
  for (let index = 0; ids.length < count; index += 1) {
    if (readBucket(`n${index}`) === readBucket('n0')) ids.push(`n${index}`);
  }
  return ids;
}

const NEIGHBOURS = neighbours(6);

function treeOf(leaves: Iterable<ReadLeaf>): ListingTree {
  const tree = new ListingTree();
  for (const one of leaves) tree.set(one.id, leafHash(leafJson(one)));
  return tree;
}

describe(ListingTree, () => {
  it('should hash leaves as they are defined', () => {
    for (const one of [leaf('a'), leaf('Z.9_-'), leaf('b', 2 ** 53 - 1, 'degraded')]) {
      expect(leafHash(leafJson(one))).toEqual(readLeafHash(one));
    }
  });

  it('should have the root of the definition, of none, one, few in a bucket, and many', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => leaf(`server-${index}`, index + 1));
    for (const leaves of [[], [leaf('a')], NEIGHBOURS.map((id) => leaf(id)), many]) {
      expect(treeOf(leaves).root()).toBe(readRoot(leaves));
    }
  });

  it('should have it after any changes, in any order, with proofs for everybody and nobody', () => {
    const id = fc.oneof(fc.constantFrom(...NEIGHBOURS), fc.stringMatching(/^[a-z]{1,3}$/));
    const step = fc.record({ id, rev: fc.nat(5), remove: fc.boolean(), look: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), id, (steps, stranger) => {
        const tree = new ListingTree();
        const listed = new Map<string, ReadLeaf>();
        for (const { id: changed, rev, remove, look } of steps) {
          if (remove) {
            listed.delete(changed);
            tree.remove(changed);
          } else {
            const one = leaf(changed, rev);
            listed.set(changed, one);
            tree.set(changed, leafHash(leafJson(one)));
          }
          if (look) expect(tree.root()).toBe(readRoot([...listed.values()]));
        }
        const root = readRoot([...listed.values()]);
        expect(tree.root()).toBe(root);
        expect(treeOf([...listed.values()].reverse()).root()).toBe(root);
        for (const one of [...listed.values(), listed.get(stranger) ?? leaf(stranger)]) {
          expect(provenRoot(tree, one, listed)).toBe(root);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('should move one bucket only when a server is added', () => {
    const tree = treeOf(Array.from({ length: 300 }, (_, index) => leaf(`server-${index}`)));
    const before = tree.place('other').path;
    tree.set('server-300', leafHash(leafJson(leaf('server-300'))));
    const after = tree.place('other').path;
    const moved = after.filter((hash, level) => before[level]?.equals(hash) !== true);
    expect(moved).toHaveLength(1);
  });

  it('should forget nothing and keep nothing of a server that was removed twice', () => {
    const tree = treeOf([leaf('a'), leaf('b')]);
    tree.remove('b');
    tree.remove('b');
    tree.remove('never');
    expect(tree.root()).toBe(readRoot([leaf('a')]));
  });
});

/** The root that a reader comes to from where a server is, or is not. */
function provenRoot(
  tree: ListingTree,
  one: ReadLeaf,
  listed: ReadonlyMap<string, ReadLeaf>,
): string {
  const { bucket, ids, bucketPath, path } = tree.place(one.id);
  const upwards = path.map((hash) => hash.toString('hex'));
  expect([bucket, upwards.length]).toEqual([readBucket(one.id), 12]);
  const inside = ids.map((id) => readLeafHash(listed.get(id) ?? leaf(id)));
  expect(ids.includes(one.id)).toBe(listed.has(one.id));
  if (!listed.has(one.id)) return climb(readTreeHash(inside), bucket, upwards);
  const within = bucketPath.map((hash) => hash.toString('hex'));
  const hash = climbTree(readLeafHash(one), ids.indexOf(one.id), ids.length, within);
  return climb(hash, bucket, upwards);
}
