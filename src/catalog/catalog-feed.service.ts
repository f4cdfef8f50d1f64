import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { TimeSlice } from '../common/time-slice.js';
import type { Timeline } from '../manifest/timeline.js';
import { ManifestStore } from '../storage/manifest-store.js';
import { Catalog } from './catalog.service.js';

/** Joins the catalog to the store's change feed. */
@Injectable()
export class CatalogFeed {
  /** All that was stored has been read; only then does the directory answer. */
  loaded = false;

  constructor(
    private readonly store: ManifestStore,
    private readonly catalog: Catalog,
    private readonly clock: Clock,
  ) {}

  /** Loads what is stored, and follows; to be called once. */
  async start(): Promise<void> {
    await this.store.follow((batch) => {
      this.catalog.apply(batch);
    });
    await this.catalog.settle(new TimeSlice(this.clock));
    this.loaded = true;
  }

  /** Where readers of the catalog's changes may go on, as of what the catalog has taken in. */
  timeline(): Timeline {
    return this.store.timeline();
  }
}
