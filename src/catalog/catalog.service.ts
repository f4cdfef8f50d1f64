import { Injectable, Optional } from '@nestjs/common';
import type { TimeSlice } from '../common/time-slice.js';
import { AppConfig } from '../config/app-config.js';
import type { Scope } from '../manifest/scope.js';
import type { RecordDraft } from '../manifest/server-record.js';
import type { FeedBatch, ServerKey } from '../storage/manifest-store.js';
import { toAbsent } from './stored/absent-records.js';
import type { CatalogChanges } from './catalog-change.js';
import { EntryRenderer } from './entry-renderer.service.js';
import type { Place } from './stored/place.js';
import { TenantCatalog } from './tenant-catalog.js';

/** Is told after a batch of changes was taken in. */
export type CatalogListener = (changes: CatalogChanges) => void;

/** The read model: every server in memory, indexed. Changed by the store's feed, and where that cannot go on by {@link Catalog.show}. */
@Injectable()
export class Catalog {
  private readonly tenants = new Map<string, TenantCatalog>();
  private readonly listeners: CatalogListener[] = [];

  constructor(
    private readonly renderer: EntryRenderer,
    @Optional() private readonly config?: AppConfig,
  ) {}

  of({ tenant }: Scope): TenantCatalog {
    let catalog = this.tenants.get(tenant);
    if (catalog === undefined) {
      catalog = new TenantCatalog(this.renderer, undefined, this.config?.limits.tombstones);
      this.tenants.set(tenant, catalog);
    }
    return catalog;
  }

  scopes(): Scope[] {
    return [...this.tenants.keys()].map((tenant) => ({ tenant }));
  }

  /** Removals up to this position may have been forgotten. */
  get forgottenThrough(): number {
    return Math.max(0, ...this.tenants.values().map(({ forgottenThrough }) => forgottenThrough));
  }

  /** Takes a batch in. `placeIn` says how much of a new server has room. */
  apply(
    { records, corrected, gone, damaged = [], newEpoch = false }: FeedBatch,
    placeIn: (catalog: TenantCatalog) => Place = () => 'indexed',
  ): void {
    const changes = [
      ...records.map((record) => {
        const catalog = this.of(record);
        // A removed server takes almost no memory.
        return catalog.apply(record, record.removed ? undefined : placeIn(catalog));
      }),
      ...corrected.map((record) => {
        const catalog = this.of(record);
        return catalog.correct(record, placeIn(catalog));
      }),
      ...gone.map((name) => this.of(name).drop(name.id, name.revision)),
      ...damaged.map((record) => this.of(record).lose(toAbsent(record))),
    ].filter((change) => change !== undefined);
    if (changes.length === 0 && !newEpoch) return;
    for (const listener of this.listeners) listener({ changes, newEpoch });
  }

  /** Shows what could not be stored of a server, see {@link TenantCatalog.show}. */
  show(server: ServerKey, unstored: RecordDraft | undefined): void {
    const change = this.of(server).show(server.id, unstored);
    if (change === undefined) return;
    for (const listener of this.listeners) listener({ changes: [change], newEpoch: false });
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
