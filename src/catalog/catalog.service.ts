import { Injectable } from '@nestjs/common';
import type { Scope } from '../manifest/scope.js';
import type { ServerRecord } from '../manifest/server-record.js';
import type { FeedBatch } from '../storage/manifest-store.js';
import { EntryRenderer } from './entry-renderer.service.js';
import { TenantCatalog } from './tenant-catalog.js';

/** Is told after a batch of changes was taken in. */
export type CatalogListener = () => void;

/** Is told each record that was taken in, tombstones included. */
export type RecordListener = (record: ServerRecord) => void;

/** The read model: every server in memory, indexed. Changed by the store's feed and by nothing else. */
@Injectable()
export class Catalog {
  private readonly tenants = new Map<string, TenantCatalog>();
  private readonly listeners: CatalogListener[] = [];
  private readonly recordListeners: RecordListener[] = [];

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

  apply({ records, corrected, gone }: FeedBatch): void {
    let changed = false;
    for (const record of records)
      changed = this.tell(record, this.of(record).apply(record)) || changed;
    for (const record of corrected)
      changed = this.tell(record, this.of(record).correct(record)) || changed;
    for (const name of gone) changed = this.of(name).drop(name.id, name.revision) || changed;
    if (changed) for (const listener of this.listeners) listener();
  }

  /** Calls the listener after each change. */
  onChange(listener: CatalogListener): void {
    this.listeners.push(listener);
  }

  /** Calls the listener with each record that is newer than the known one. */
  onRecord(listener: RecordListener): void {
    this.recordListeners.push(listener);
  }

  private tell(record: ServerRecord, changed: boolean): boolean {
    if (changed) for (const listener of this.recordListeners) listener(record);
    return changed;
  }
}
