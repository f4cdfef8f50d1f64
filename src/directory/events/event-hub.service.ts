import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import type { CatalogChanges } from '../../catalog/catalog-change.js';
import { CatalogFeed } from '../../catalog/catalog-feed.service.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { selectionKey } from '../../catalog/server-query.js';
import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import { BatchTimer } from '../../common/batch-timer.js';
import { Chance } from '../../common/chance.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { ProcessState } from '../../common/process-state.js';
import { Repeater } from '../../common/repeater.js';
import { TimeSlice } from '../../common/time-slice.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import type { Timeline } from '../../manifest/timeline.js';
import type { EventsQuery } from '../query-reader.service.js';
import { CatchUp } from './catch-up.js';
import { EventGroup } from './event-group.js';
import { readEventId } from './event-position.js';
import { StreamReader } from '../../common/http/stream-reader.js';
import { sseKeepAlive, sseRetry } from './sse.js';
import { ToldChange } from './told-change.js';

const MOST_STREAMS = 10_000;
const BATCH_EVERY_MS = 100;
const KEEP_ALIVE_EVERY_MS = 15_000;
const EARLIEST_RETRY_MS = 1_000;
const RETRY_SPREAD_MS = 2_000;

/** Tells all open streams what changes, in batches. */
@Injectable()
export class EventHub implements OnModuleDestroy {
  private readonly logger = new Logger('Events');
  private readonly catalog: TenantCatalog;
  private readonly catchUp: CatchUp;
  private readonly keepingAlive: Repeater;
  private readonly groups = new Map<string, EventGroup>();
  /** What the next batch is made of, by the servers' ids. */
  private pending = new Map<string, ToldChange>();
  private newEpoch = false;
  private readonly batches: BatchTimer;
  /** Open streams. */
  streams = 0;
  /** Readers that did not keep up. */
  cutOff = 0;

  constructor(
    catalog: Catalog,
    private readonly feed: CatalogFeed,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {
    this.catalog = catalog.of(DEFAULT_SCOPE);
    this.batches = new BatchTimer(clock, BATCH_EVERY_MS, {
      waits: () => this.pending.size > 0 || this.newEpoch,
      send: () => this.sendBatch(),
    });
    this.catchUp = new CatchUp(
      this.catalog,
      () => feed.timeline(),
      clock,
      (error) => {
        this.logger.error({
          msg: 'What was missed could not be told: those streams end',
          err: error,
        });
      },
    );
    this.keepingAlive = new Repeater(clock, KEEP_ALIVE_EVERY_MS, () => this.keepAlive());
    this.keepingAlive.start();
    catalog.onChange((changes) => {
      this.take(changes);
    });
    state.onDrain(() => {
      this.endAll();
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.keepingAlive.stop();
  }

  /** @throws OVERLOADED when there are too many streams */
  admit(): void {
    if (this.streams < MOST_STREAMS) return;
    throw new DomainError('OVERLOADED', `${MOST_STREAMS} event streams are open; try again.`, {
      retryAfterSeconds: 5,
    });
  }

  /** Goes on with an answer whose head was sent, from the last id that the client knows or else from now. */
  open(response: Response, query: EventsQuery, lastEventId: string | undefined): void {
    if (response.socket === null) {
      // Asked for behind an answer that goes on: it begins when, and if, its turn comes.
      response.once('socket', () => {
        this.open(response, query, lastEventId);
      });
      return;
    }
    const reader = new StreamReader(response);
    reader.send(sseRetry(this.retryMs()));
    if (this.state.phase === 'draining') {
      reader.end('');
      return;
    }
    const group = this.join(response, reader, query);
    const timeline = this.feed.timeline();
    if (lastEventId === undefined) {
      this.begin(reader, group, group.ready(timeline), timeline);
      return;
    }
    const position = readEventId(lastEventId, group.epoch(timeline), timeline);
    if (typeof position === 'number') this.catchUp.add(reader, group, position);
    else this.begin(reader, group, group.reset(position, timeline), timeline);
  }

  /** The client lists now, maybe at a replica that is a moment behind: what that one may lack is told again. */
  private begin(reader: StreamReader, group: EventGroup, text: string, timeline: Timeline): void {
    reader.send(text);
    this.catchUp.add(reader, group, timeline.listedAt);
  }

  private join(response: Response, reader: StreamReader, query: EventsQuery): EventGroup {
    const key = `${query.entries ? 'entries' : ''}${selectionKey(query)}`;
    const group = this.groups.get(key) ?? new EventGroup(query, this.catalog);
    this.groups.set(key, group);
    group.readers.add(reader);
    this.streams += 1;
    response.once('close', () => {
      this.streams -= 1;
      this.catchUp.forget(reader);
      group.readers.delete(reader);
      if (reader.wasCutOff) this.noteCutOff();
      if (group.readers.size === 0) this.groups.delete(key);
    });
    return group;
  }

  private endAll(): void {
    for (const { readers } of this.groups.values()) {
      for (const reader of readers) reader.end(sseRetry(this.retryMs()));
    }
  }

  private noteCutOff(): void {
    this.cutOff += 1;
    const msg = 'An event stream was ended because its reader did not keep up';
    this.logger.log({ msg, streams: this.streams, cut_off: this.cutOff });
  }

  /** Readers that leave together do not come back together. */
  private retryMs(): number {
    return Math.round(EARLIEST_RETRY_MS + RETRY_SPREAD_MS * this.chance.next());
  }

  private take({ changes, newEpoch }: CatalogChanges): void {
    if (this.streams === 0) return;
    this.newEpoch ||= newEpoch;
    for (const change of changes) {
      const { tenant, id } = change.record;
      if (tenant !== DEFAULT_SCOPE.tenant) continue;
      const earlier = this.pending.get(id);
      if (earlier === undefined) this.pending.set(id, new ToldChange(change));
      else earlier.add(change);
      this.catchUp.note(change.record);
    }
    this.batches.schedule();
  }

  private async sendBatch(): Promise<void> {
    const { pending: changes, newEpoch } = this;
    this.pending = new Map();
    this.newEpoch = false;
    const timeline = this.feed.timeline();
    try {
      await this.tellAll((group) => {
        if (!newEpoch && !group.turns(changes)) return group.batch(changes, timeline);
        const text = group.reset(newEpoch ? 'epoch' : 'filter', timeline);
        for (const reader of group.readers) this.begin(reader, group, text, timeline);
        return undefined;
      });
    } catch (error) {
      // Who has not been told comes back, and is told by what the catalog has.
      this.logger.error({ msg: 'Changes could not be told: all event streams end', err: error });
      this.endAll();
    }
  }

  private async keepAlive(): Promise<void> {
    if (this.streams === 0) return;
    // What waits to be sent is not behind the readers yet.
    const timeline = this.batches.isBusy ? undefined : this.feed.timeline();
    await this.tellAll((group) => sseKeepAlive(timeline && group.currentId(timeline)));
  }

  /** Sends each group's text to its live readers, in slices. */
  private async tellAll(textFor: (group: EventGroup) => string | undefined): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const group of this.groups.values()) {
      await slice.pause();
      const text = textFor(group);
      if (text === undefined) continue;
      // One copy for all, however long it waits for some.
      const bytes = Buffer.from(text);
      for (const reader of group.readers) {
        await slice.pause();
        if (reader.live) reader.send(bytes);
      }
    }
  }
}
