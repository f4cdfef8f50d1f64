import { Injectable, Logger } from '@nestjs/common';
import {
  InMemoryServerEventBus,
  type ServerEvent,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import type { CatalogChange, CatalogChanges } from '../../catalog/catalog-change.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { BatchTimer } from '../../common/batch-timer.js';
import { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { FIXED_URIS, serverUri } from '../resources/directory-uri.js';
import { WatchedSearches } from './watched-searches.service.js';

const BATCH_EVERY_MS = 100;

/**
 * Tells who listens which resources have changed, each at most once in 100 ms. It follows the catalog, and every
 * replica's catalog sees every change, so nothing has to pass between replicas.
 */
@Injectable()
export class ChangeBell implements ServerEventBus {
  private readonly logger = new Logger('Mcp');
  private readonly bus = new InMemoryServerEventBus((error) => {
    this.logger.error({ msg: 'A listener could not be told of a change', err: error });
  });
  /** URIs that the next batch tells. */
  private pending = new Set<string>();
  private listChanged = false;
  private readonly batches: BatchTimer;

  constructor(
    catalog: Catalog,
    private readonly searches: WatchedSearches,
    private readonly clock: Clock,
  ) {
    this.batches = new BatchTimer(clock, BATCH_EVERY_MS, {
      waits: () => this.pending.size > 0 || this.listChanged,
      send: () => this.sendBatch(),
    });
    catalog.onChange((changes) => {
      this.take(changes);
    });
  }

  publish(event: ServerEvent): void {
    this.bus.publish(event);
  }

  subscribe(listener: (event: ServerEvent) => void): () => void {
    return this.bus.subscribe(listener);
  }

  private take({ changes, newEpoch }: CatalogChanges): void {
    if (this.bus.listenerCount === 0) return;
    for (const change of changes) {
      if (change.record.tenant === DEFAULT_SCOPE.tenant) this.note(change);
    }
    if (newEpoch) this.listChanged = true;
    this.batches.schedule();
  }

  private note({ before, after, record, skipped }: CatalogChange): void {
    // Of a tombstone nothing can be read.
    if (before === undefined && after === undefined && !skipped) return;
    const wasListed = before?.visible === true;
    const isListed = after?.visible === true;
    this.pending.add(serverUri(record.id));
    this.pending.add(FIXED_URIS.status);
    // In between it may have been listed, and read at another replica.
    if (!wasListed && !isListed && !skipped) return;
    this.pending.add(FIXED_URIS.servers);
    const sameManifest = before?.record.digest === after?.record.digest;
    if (wasListed && isListed && sameManifest && !skipped) return;
    this.pending.add(FIXED_URIS.tags);
    this.listChanged = true;
  }

  private async sendBatch(): Promise<void> {
    const { pending: uris, listChanged } = this;
    this.pending = new Set();
    this.listChanged = false;
    const slice = new TimeSlice(this.clock);
    try {
      if (listChanged) this.publish({ kind: 'resources_list_changed' });
      for (const uri of uris) {
        await slice.pause();
        this.publish({ kind: 'resource_updated', uri });
      }
      for (const uri of this.searches.changed()) {
        await slice.pause();
        this.publish({ kind: 'resource_updated', uri });
      }
    } catch (error) {
      this.logger.error({ msg: 'Changes could not be told to MCP clients', err: error });
    }
  }
}
