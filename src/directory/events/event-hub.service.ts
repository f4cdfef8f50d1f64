import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { CatalogChanges } from '../../catalog/catalog-change.js';
import { CatalogFeed } from '../../catalog/catalog-feed.service.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { Chance } from '../../common/chance.js';
import { Clock } from '../../common/clock.js';
import { itsTurn, whenOver } from '../../common/http/when-over.js';
import { ProcessState } from '../../common/process-state.js';
import { Repeater } from '../../common/repeater.js';
import { Streams } from '../../limits/streams/streams.service.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import type { EventsQuery } from '../query-reader.service.js';
import { sseRetry } from './sse.js';
import { StreamLane, type LaneLimits, type LaneParts } from './stream-lane.js';

const KEEP_ALIVE_EVERY_MS = 15_000;
const EARLIEST_RETRY_MS = 1_000;
const RETRY_SPREAD_MS = 2_000;

const MIB = 1_024 * 1_024;
const PLAIN: LaneLimits = { part: 1, waitingBytes: 64 * MIB };
/** Streams that look for words have to look through what changes, for which it takes several times the memory. */
const WORDS: LaneLimits = { part: 0.1, waitingBytes: 16 * MIB };

/** A stream that was admitted, to be begun. */
export type Begin = (lastEventId: string | undefined) => Promise<void>;

/** Sends the changes to all open streams, in batches. Streams that look for words have a lane of their own. */
@Injectable()
export class EventHub implements OnModuleDestroy {
  private readonly logger = new Logger('Events');
  private readonly plain: StreamLane;
  private readonly words: StreamLane;
  private readonly keepingAlive: Repeater;
  /** Open streams. */
  streams = 0;
  /** Readers that did not keep up. */
  cutOff = 0;

  constructor(
    catalog: Catalog,
    feed: CatalogFeed,
    private readonly state: ProcessState,
    clock: Clock,
    private readonly chance: Chance,
    private readonly limits: Streams,
  ) {
    const parts: LaneParts = {
      catalog: catalog.of(DEFAULT_SCOPE),
      clock,
      timeline: () => feed.timeline(),
      failed: (error) => {
        this.fail(error);
      },
    };
    this.plain = new StreamLane(parts, PLAIN);
    this.words = new StreamLane(parts, WORDS);
    this.keepingAlive = new Repeater(clock, KEEP_ALIVE_EVERY_MS, () => this.keepAlive());
    this.keepingAlive.start();
    catalog.onChange((changes) => {
      this.take(changes);
    });
    state.onDrain(() => {
      this.endAll();
    });
  }

  /** About how much memory the changes take that wait for streams that look for words. */
  get waitingBytes(): number {
    return this.words.waitingBytes;
  }

  async onModuleDestroy(): Promise<void> {
    await this.keepingAlive.stop();
  }

  /**
   * Counts a stream, and its search if it looks for words, before the answer's head is sent.
   * @returns begins the stream, when the head is sent
   * @throws QUOTA_EXCEEDED, OVERLOADED when there are too many
   */
  admit(request: Request, response: Response, query: EventsQuery): Begin {
    this.limits.admit(request, response);
    const lane = query.text === '' ? this.plain : this.words;
    const reader = this.limits.reader(request, response);
    const group = lane.enter(query, reader.client, () => this.limits.search());
    let hasBegun = false;
    whenOver(request, response, () => {
      lane.leave(reader, group);
      if (hasBegun) this.streams -= 1;
      if (reader.wasCutOff) this.noteCutOff();
    });
    return async (lastEventId) => {
      // Asked for behind an answer that goes on, it begins when, and if, its turn comes.
      if (response.socket === null && !(await itsTurn(request, response))) return;
      if (!reader.open) return;
      hasBegun = true;
      this.streams += 1;
      reader.send(sseRetry(this.retryMs()));
      if (this.state.phase === 'draining') reader.end('');
      else lane.begin(reader, group, lastEventId);
    };
  }

  private take({ changes, newEpoch }: CatalogChanges): void {
    const own = changes.filter(({ record }) => record.tenant === DEFAULT_SCOPE.tenant);
    this.plain.take(own, newEpoch);
    this.words.take(own, newEpoch);
  }

  private async keepAlive(): Promise<void> {
    await this.plain.keepAlive();
    await this.words.keepAlive();
  }

  private endAll(): void {
    const last = (): string => sseRetry(this.retryMs());
    this.plain.endAll(last);
    this.words.endAll(last);
  }

  /** A reader that did not get a change comes back, and gets what the catalog has. */
  private fail(error: unknown): void {
    this.logger.error({ msg: 'Changes could not be told: all event streams end', err: error });
    this.endAll();
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
}
