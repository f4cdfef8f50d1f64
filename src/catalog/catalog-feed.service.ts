import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { TimeSlice } from '../common/time-slice.js';
import type { Timeline } from '../manifest/timeline.js';
import { ManifestStore, type DamagedRecord, type FeedBatch } from '../storage/manifest-store.js';
import { Catalog } from './catalog.service.js';
import { Room } from './stored/room.service.js';

/** At most this many damaged records are named in the log. */
const MOST_NAMED = 100;

/** Joins the catalog to the store's change feed. */
@Injectable()
export class CatalogFeed {
  /** All that was stored has been read; only then does the directory answer. */
  loaded = false;
  private readonly logger = new Logger('CatalogFeed');
  private readonly named = new Set<string>();

  constructor(
    private readonly store: ManifestStore,
    private readonly catalog: Catalog,
    private readonly room: Room,
    private readonly clock: Clock,
  ) {}

  /** Loads what is stored, and follows; to be called once. */
  async start(): Promise<void> {
    await this.store.follow((batch) => {
      this.take(batch);
    });
    await this.catalog.settle(new TimeSlice(this.clock));
    this.loaded = true;
    this.tellWhatHasNoRoom();
  }

  /** Where readers of the catalog's changes may go on, as of what the catalog has taken in. */
  timeline(): Timeline {
    const timeline = this.store.timeline();
    const purgedThrough = Math.max(timeline.purgedThrough, this.catalog.forgottenThrough);
    return { ...timeline, purgedThrough };
  }

  /** What is stored comes in order of id: what has no room is what comes last. */
  private take(batch: FeedBatch): void {
    for (const damaged of batch.damaged ?? []) this.tell(damaged);
    this.catalog.apply(batch, (tenant) =>
      this.loaded ? this.room.placeIn(tenant) : this.room.placeWhileLoading(tenant),
    );
  }

  /** Once for each: a damaged record is met again at every read of it. */
  private tell({ tenant, id, revision, reason }: DamagedRecord): void {
    const name = `${tenant}:${id}/${revision}`;
    if (this.named.has(name) || this.named.size === MOST_NAMED) return;
    this.named.add(name);
    const msg = `The stored record of ${id} is damaged and left out: ${reason}`;
    this.logger.error({ msg, id, revision });
  }

  private tellWhatHasNoRoom(): void {
    for (const scope of this.catalog.scopes()) {
      const { absent, unindexed } = this.catalog.of(scope);
      const leftOut = absent.view('no room', MOST_NAMED);
      if (leftOut.count + unindexed.size === 0) continue;
      this.logger.error({
        msg: 'Memory is too small for what is stored: some servers are left out, or not found by text',
        left_out: leftOut.count,
        left_out_ids: leftOut.ids,
        unindexed: unindexed.size,
        unindexed_ids: [...unindexed.keys().take(MOST_NAMED)],
      });
    }
  }
}
