import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { matchesEtag } from '../common/http/send-document.js';
import { ProcessState } from '../common/process-state.js';

interface Waiter {
  /** The entity tag that the answer would have now. */
  readonly currentEtag: () => string;
  readonly ifNoneMatch: string;
  readonly done: () => void;
}

/** Holds conditional reads back until their answer differs, the time is up, the client leaves or the process drains. */
@Injectable()
export class LongPoll {
  private readonly waiters = new Set<Waiter>();
  private checkPlanned = false;

  constructor(
    catalog: Catalog,
    private readonly state: ProcessState,
    private readonly clock: Clock,
  ) {
    catalog.onChange(() => {
      this.planCheck();
    });
    state.onDrain(() => {
      for (const waiter of this.waiters) waiter.done();
    });
  }

  /** Resolves when the request is to be answered. */
  wait(
    request: Request,
    response: Response,
    waitSeconds: number,
    currentEtag: () => string,
  ): Promise<void> {
    const ifNoneMatch = request.headers['if-none-match'];
    const waits = waitSeconds > 0 && ifNoneMatch !== undefined && this.state.phase !== 'draining';
    if (!waits || !matchesEtag(ifNoneMatch, currentEtag())) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.waiters.delete(waiter);
        response.off('close', done);
        resolve();
      };
      const waiter: Waiter = { currentEtag, ifNoneMatch, done };
      const cancel = this.clock.after(waitSeconds * 1_000, done);
      this.waiters.add(waiter);
      response.once('close', done);
    });
  }

  /** Many changes of one turn are looked at once. */
  private planCheck(): void {
    if (this.checkPlanned || this.waiters.size === 0) return;
    this.checkPlanned = true;
    setImmediate(() => {
      this.checkPlanned = false;
      for (const waiter of this.waiters) {
        if (!matchesEtag(waiter.ifNoneMatch, waiter.currentEtag())) waiter.done();
      }
    });
  }
}
