import { auditPath, HASH_BYTES, treeHash } from './tree-hash.js';

/** The leaves whose ids fall into one bucket, in order of id, under a tree of their own. */
export class Bucket {
  private readonly sorted: string[] = [];
  private hashes = Buffer.alloc(0);

  get ids(): readonly string[] {
    return this.sorted;
  }

  set(id: string, hash: Uint8Array): void {
    const index = this.indexOf(id);
    const known = this.sorted[index] === id ? 1 : 0;
    this.sorted.splice(index, known, id);
    this.splice(index, known, hash);
  }

  remove(id: string): void {
    const index = this.indexOf(id);
    if (this.sorted[index] !== id) return;
    this.sorted.splice(index, 1);
    this.splice(index, 1);
  }

  hash(): Buffer {
    return treeHash(this.hashes);
  }

  pathOf(id: string): Buffer[] {
    return auditPath(this.hashes, this.indexOf(id));
  }

  private splice(index: number, removed: number, added: Uint8Array = Buffer.alloc(0)): void {
    const before = this.hashes.subarray(0, index * HASH_BYTES);
    const after = this.hashes.subarray((index + removed) * HASH_BYTES);
    this.hashes = Buffer.concat([before, added, after]);
  }

  /** Where an id is, or would be: in order of code units. */
  private indexOf(id: string): number {
    const index = this.sorted.findIndex((other) => other >= id);
    return index === -1 ? this.sorted.length : index;
  }
}
