import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Catalog } from '../catalog/catalog.service.js';
import { Chance } from '../common/chance.js';
import { Clock } from '../common/clock.js';
import { matchesContent } from '../common/http/etag.js';
import { ProcessState } from '../common/process-state.js';
import { TimeSlice } from '../common/time-slice.js';

interface Waiter {
  /** The entity tag that the answer would have now. */
  readonly currentEtag: () => string;
  readonly ifNoneMatch: string;
  readonly done: () => void;
}

/** The time is up by this share of it earlier at most: readers that came together do not come back together. */
const JITTER = 1 / 16;

/** More are answered at once, and may ask again. */
const MAX_WAITERS = 10_000;

/** Holds conditional reads back until their answer differs, the time is up, the client leaves or the process drains. */
@Injectable()
export class LongPoll {
  private readonly waiters = new Set<Waiter>();
  private checking = false;
  private changes = 0;

  constructor(
    catalog: Catalog,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {
    catalog.onChange(() => {
      // After everything that the same batch of changes brings.
      setImmediate(() => void this.checkAll());
    });
    state.onDrain(() => {
      for (const waiter of this.waiters) waiter.done();
    });
  }

  /** How many requests are held back. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** Resolves when the request is to be answered. */
  wait(
    request: Request,
    response: Response,
    waitSeconds: number,
    currentEtag: () => string,
  ): Promise<void> {
    const ifNoneMatch = request.headers['if-none-match'];
    const waits =
      waitSeconds > 0 && this.waiters.size < MAX_WAITERS && this.state.phase !== 'draining';
    if (!waits || ifNoneMatch === undefined || !matchesContent(ifNoneMatch, currentEtag()))
      return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.waiters.delete(waiter);
        response.off('close', done);
        resolve();
      };
      const waiter: Waiter = { currentEtag, ifNoneMatch, done };
      const waitMs = waitSeconds * 1_000 * (1 - JITTER * this.chance.next());
      const cancel = this.clock.after(waitMs, done);
      this.waiters.add(waiter);
      response.once('close', done);
    });
  }

  /** One round at a time: what changes during a round is looked at by another one. */
  private async checkAll(): Promise<void> {
    this.changes += 1;
    if (this.checking) return;
    this.checking = true;
    for (let seen = -1; seen !== this.changes;) {
      seen = this.changes;
      const slice = new TimeSlice(this.clock);
      for (const waiter of this.waiters) {
        await slice.pause();
        if (differs(waiter)) waiter.done();
      }
    }
    this.checking = false;
  }
}

/** A failure is one too: whoever waits is to get it as the answer. */
function differs({ ifNoneMatch, currentEtag }: Waiter): boolean {
  try {
    return !matchesContent(ifNoneMatch, currentEtag());
  } catch {
    return true;
  }
}
