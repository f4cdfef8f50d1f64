import { Injectable } from '@nestjs/common';
import { ManifestStore } from '../storage/manifest-store.js';
import { Catalog } from './catalog.service.js';

/** Joins the catalog to the store's change feed. */
@Injectable()
export class CatalogFeed {
  /** All that was stored has been read; only then does the directory answer. */
  loaded = false;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly store: ManifestStore,
    private readonly catalog: Catalog,
  ) {}

  /** Loads and follows; a second call waits for the first one. */
  start(): Promise<void> {
    this.loading ??= this.store
      .follow((batch) => {
        this.catalog.apply(batch);
      })
      .then(() => {
        this.loaded = true;
      });
    return this.loading;
  }
}
