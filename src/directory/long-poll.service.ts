import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Catalog } from '../catalog/catalog.service.js';
import { Chance } from '../common/chance.js';
import { Clock } from '../common/clock.js';
import { clientOf } from '../common/http/client.js';
import { matchesContent } from '../common/http/etag.js';
import { whenOver } from '../common/http/when-over.js';
import { ProcessState } from '../common/process-state.js';
import { Budgets } from '../limits/budgets.service.js';
import { PollLane, type Awaited } from './poll-lane.js';

/** The time is up by this share of it earlier at most: readers that came together do not come back together. */
const JITTER = 1 / 16;

/** Part of the processor's time for finding out what differs after changes. */
const PART = 0.5;
const PART_FOR_WORDS = 0.1;

/** Holds conditional reads back until their answer differs, the time is up, the client leaves or the process drains. */
@Injectable()
export class LongPoll {
  private readonly plain: PollLane;
  private readonly words: PollLane;
  /** Connections on which a request waits. */
  private readonly connections = new WeakSet<Socket>();

  constructor(
    catalog: Catalog,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly budgets: Budgets,
  ) {
    this.plain = new PollLane(clock, PART);
    this.words = new PollLane(clock, PART_FOR_WORDS);
    catalog.onChange(() => {
      this.plain.changed();
      this.words.changed();
    });
    state.onDrain(() => {
      this.plain.end();
      this.words.end();
    });
  }

  /** How many requests are held back. */
  get waiting(): number {
    return this.plain.size + this.words.size;
  }

  /**
   * Resolves when the request is to be answered. One request per connection waits: others that are sent behind it are
   * answered as if their time was up.
   * @throws QUOTA_EXCEEDED, OVERLOADED when too many wait
   */
  async wait(
    request: Request,
    response: Response,
    waitSeconds: number,
    awaited: Awaited,
  ): Promise<void> {
    const { socket } = request;
    const ifNoneMatch = request.headers['if-none-match'];
    if (waitSeconds === 0 || ifNoneMatch === undefined || this.state.phase === 'draining') return;
    if (!matchesContent(ifNoneMatch, awaited.etag()) || this.connections.has(socket)) return;
    const hold = this.budgets.hold('long polls', clientOf(request).key, 1);
    this.connections.add(socket);
    const lane = awaited.hasWords ? this.words : this.plain;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel();
        leave();
        hold.release();
        this.connections.delete(socket);
        resolve();
      };
      const leave = lane.join(awaited, { ifNoneMatch, done });
      const waitMs = waitSeconds * 1_000 * (1 - JITTER * this.chance.next());
      const cancel = this.clock.after(waitMs, done);
      whenOver(request, response, done);
    });
  }
}
