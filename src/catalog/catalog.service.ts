import { Injectable } from '@nestjs/common';
import type { TimeSlice } from '../common/time-slice.js';
import type { Scope } from '../manifest/scope.js';
import type { FeedBatch } from '../storage/manifest-store.js';
import type { CatalogChanges } from './catalog-change.js';
import { EntryRenderer } from './entry-renderer.service.js';
import { TenantCatalog } from './tenant-catalog.js';

/** Is told after a batch of changes was taken in. */
export type CatalogListener = (changes: CatalogChanges) => void;

/** The read model: every server in memory, indexed. Changed by the store's feed and by nothing else. */
@Injectable()
export class Catalog {
  private readonly tenants = new Map<string, TenantCatalog>();
  private readonly listeners: CatalogListener[] = [];

  constructor(private readonly renderer: EntryRenderer) {}

  of({ tenant }: Scope): TenantCatalog {
    let catalog = this.tenants.get(tenant);
    if (catalog === undefined) {
      catalog = new TenantCatalog(this.renderer);
      this.tenants.set(tenant, catalog);
    }
    return catalog;
  }

  scopes(): Scope[] {
    return [...this.tenants.keys()].map((tenant) => ({ tenant }));
  }

  apply({ records, corrected, gone, newEpoch = false }: FeedBatch): void {
    const changes = [
      ...records.map((record) => this.of(record).apply(record)),
      ...corrected.map((record) => this.of(record).correct(record)),
      ...gone.map((name) => this.of(name).drop(name.id, name.revision)),
    ].filter((change) => change !== undefined);
    if (changes.length === 0 && !newEpoch) return;
    for (const listener of this.listeners) listener({ changes, newEpoch });
  }

  /** Puts what was loaded in order, in slices; to be awaited before readers come. */
  async settle(slice: TimeSlice): Promise<void> {
    for (const catalog of this.tenants.values()) await catalog.settle(slice);
  }

  /** Calls the listener after each change. */
  onChange(listener: CatalogListener): void {
    this.listeners.push(listener);
  }
}
