import type { FeedBatch, ManifestStore } from '../../src/storage/manifest-store.js';

/** What one follower of a store was told of each server, in the order in which it was told. */
export class ToldRevisions {
  /** By id: revision and change. */
  readonly changes = new Map<string, { readonly revision: number; readonly change: string }[]>();
  /** What was taken back, by id. */
  readonly undone: string[] = [];
  private waiting: (() => void)[] = [];

  async follow(store: ManifestStore): Promise<void> {
    await store.follow((batch) => {
      this.take(batch);
    });
  }

  /** Resolves when the newest revision of this server that was told is this one or above it. */
  async reaches(id: string, revision: number): Promise<void> {
    while ((this.changes.get(id)?.at(-1)?.revision ?? 0) < revision) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
  }

  private take({ records, corrected, gone }: FeedBatch): void {
    for (const { id, revision, change } of records) {
      const told = this.changes.get(id) ?? [];
      this.changes.set(id, [...told, { revision, change: change.id }]);
    }
    this.undone.push(...[...corrected, ...gone].map(({ id }) => id));
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
