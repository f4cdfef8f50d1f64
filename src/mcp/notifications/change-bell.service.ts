import { Injectable, Logger } from '@nestjs/common';
import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import type { CatalogChange, CatalogChanges } from '../../catalog/catalog-change.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { BatchTimer } from '../../common/batch-timer.js';
import { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import { AppConfig } from '../../config/app-config.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { FIXED_URIS, serverUri } from '../resources/directory-uri.js';
import { SearchRounds } from './search-rounds.js';
import { Subscriptions } from './subscriptions.service.js';

type Listener = (event: ServerEvent) => void;

const LIST_CHANGED: ServerEvent = { kind: 'resources_list_changed' };

const BATCH_EVERY_MS = 100;
/** A client that is notified here may read at another replica, which needs time to learn of the change. */
const SETTLE_MS = 50;
/** A listener may have to look each up among a thousand URIs. */
const EVENTS_A_TURN = 100;

/**
 * Tells who listens which resources have changed, each at most once in 100 ms. It follows the catalog, and every
 * replica's catalog sees every change, so nothing has to pass between replicas.
 */
@Injectable()
export class ChangeBell implements ServerEventBus {
  private readonly logger = new Logger('Mcp');
  private readonly listeners = new Set<Listener>();
  /** URIs that the next batch tells. */
  private pending = new Set<string>();
  private listChanged = false;
  private readonly batches: BatchTimer;

  constructor(
    catalog: Catalog,
    subscriptions: Subscriptions,
    private readonly clock: Clock,
    { mongodbUri }: AppConfig,
  ) {
    const settleMs = mongodbUri === undefined ? 0 : SETTLE_MS;
    this.batches = new BatchTimer(
      clock,
      { everyMs: BATCH_EVERY_MS },
      {
        waits: () => this.pending.size > 0 || this.listChanged,
        send: () => this.tellChanges(),
      },
    );
    // They take their time, for which nothing else is to wait.
    const searches = new SearchRounds(subscriptions, clock, {
      everyMs: BATCH_EVERY_MS,
      settleMs,
      tell: (uris) => this.tellAll(uris.map(updated)),
    });
    catalog.onChange((changes) => {
      searches.note(changes);
      const take = (): void => {
        this.take(changes);
      };
      if (settleMs === 0) take();
      else clock.after(settleMs, take);
    });
  }

  publish(event: ServerEvent): void {
    for (const listener of this.listeners) this.tell(listener, [event]);
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private take({ changes, newEpoch }: CatalogChanges): void {
    if (this.listeners.size === 0) return;
    for (const change of changes) {
      if (change.record.tenant === DEFAULT_SCOPE.tenant) this.note(change);
    }
    if (newEpoch) this.listChanged = true;
    this.batches.schedule();
  }

  private note({ before, after, record, skipped }: CatalogChange): void {
    // Of a tombstone nothing can be read.
    if (before === undefined && after === undefined && !skipped) return;
    this.pending.add(serverUri(record.id));
    this.pending.add(FIXED_URIS.status);
    const wasListed = before?.visible === true;
    const isListed = after?.visible === true;
    // In between it may have been listed, and read at another replica.
    if (!wasListed && !isListed && !skipped) return;
    this.pending.add(FIXED_URIS.servers);
    const sameManifest = before?.record.digest === after?.record.digest;
    if (wasListed && isListed && sameManifest && !skipped) return;
    this.pending.add(FIXED_URIS.tags);
    this.listChanged = true;
  }

  private tellChanges(): Promise<void> {
    const events = [...this.pending].map(updated);
    if (this.listChanged) events.unshift(LIST_CHANGED);
    this.pending = new Set();
    this.listChanged = false;
    return this.tellAll(events);
  }

  /** One listener after the other: all notifications for a listener in one turn go out in one write. */
  private async tellAll(events: readonly ServerEvent[]): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const listener of this.listeners) {
      for (let from = 0; from < events.length; from += EVENTS_A_TURN) {
        await slice.pause();
        this.tell(listener, events.slice(from, from + EVENTS_A_TURN));
      }
    }
  }

  private tell(listener: Listener, events: readonly ServerEvent[]): void {
    try {
      for (const event of events) listener(event);
    } catch (error) {
      this.logger.error({ msg: 'A listener could not be told of a change', err: error });
    }
  }
}

function updated(uri: string): ServerEvent {
  return { kind: 'resource_updated', uri };
}
