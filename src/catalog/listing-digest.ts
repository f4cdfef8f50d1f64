import type { CatalogEntry } from './catalog-entry.js';
import { Fingerprint } from './fingerprint.js';
import { type Leaf, leafJson } from './merkle/leaf.js';
import { ListingTree } from './merkle/listing-tree.js';
import { leafHash } from './merkle/tree-hash.js';

/** What stands for a whole listing: its fingerprint, which is cheap, and its Merkle tree, which proves. */
export class ListingDigest {
  readonly fingerprint = new Fingerprint();
  readonly tree = new ListingTree();

  add(entry: CatalogEntry): void {
    const { id } = entry.record;
    this.fingerprint.toggle(id, entry.edition);
    this.tree.set(id, leafHash(leafJson(leafOf(entry))));
  }

  remove({ record, edition }: CatalogEntry): void {
    this.fingerprint.toggle(record.id, edition);
    this.tree.remove(record.id);
  }
}

/** An entry's leaf. */
export function leafOf({ record, status }: CatalogEntry): Leaf {
  return { dig: record.digest, id: record.id, rev: record.revision, st: status };
}
