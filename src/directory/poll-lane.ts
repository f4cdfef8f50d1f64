import { BatchTimer } from '../common/batch-timer.js';
import type { Clock } from '../common/clock.js';
import { matchesContent } from '../common/http/etag.js';
import type { TimeSlice } from '../common/time-slice.js';

/** What a waiting request asks for. */
export interface Awaited {
  /** The same for requests that have the same answer. */
  readonly key: string;
  /** It looks for words, which takes longer. */
  readonly hasWords: boolean;
  /** The entity tag that the answer would have now. */
  readonly etag: () => string;
}

/** A request that waits. */
export interface Waiter {
  readonly ifNoneMatch: string;
  readonly done: () => void;
}

interface Waiting {
  readonly awaited: Awaited;
  readonly waiters: Set<Waiter>;
}

/** Requests that wait, looked at in rounds after changes: once for each different answer, not for each request. */
export class PollLane {
  private readonly answers = new Map<string, Waiting>();
  private isDue = false;
  private readonly rounds: BatchTimer;
  /** How many requests wait. */
  size = 0;

  /** `part` of the time may be spent for it. */
  constructor(clock: Clock, part: number) {
    this.rounds = new BatchTimer(
      clock,
      { everyMs: 0, part },
      { waits: () => this.isDue, send: (slice) => this.round(slice) },
    );
  }

  /** Adds a request; the function that comes back takes it away, once. */
  join(awaited: Awaited, waiter: Waiter): () => void {
    const { key } = awaited;
    const waiting = this.answers.get(key) ?? { awaited, waiters: new Set() };
    this.answers.set(key, waiting);
    waiting.waiters.add(waiter);
    this.size += 1;
    return () => {
      if (!waiting.waiters.delete(waiter)) return;
      this.size -= 1;
      if (waiting.waiters.size === 0) this.answers.delete(key);
    };
  }

  /** Something has changed. What changes during a round is looked at in another one. */
  changed(): void {
    if (this.size === 0) return;
    this.isDue = true;
    this.rounds.schedule();
  }

  /** All requests are to be answered. */
  end(): void {
    for (const { waiters } of this.answers.values()) for (const { done } of waiters) done();
  }

  private async round(slice: TimeSlice): Promise<void> {
    this.isDue = false;
    for (const { awaited, waiters } of this.answers.values()) {
      await slice.pause();
      const etag = etagOf(awaited);
      for (const { ifNoneMatch, done } of waiters) {
        await slice.pause();
        if (etag === undefined || !matchesContent(ifNoneMatch, etag)) done();
      }
    }
  }
}

/** `undefined` = it failed, which the waiting requests are to get as their answer. */
function etagOf({ etag }: Awaited): string | undefined {
  try {
    return etag();
  } catch {
    return undefined;
  }
}
