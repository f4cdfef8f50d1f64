import type { Clock } from './clock.js';

/** What is sent in batches: whether something waits, and sending it, errors handled. */
export interface Batches {
  readonly waits: () => boolean;
  readonly send: () => Promise<void>;
}

/** Sends what has gathered: soon, one batch at a time, and none sooner after another one began than a pause. */
export class BatchTimer {
  private scheduled = false;
  private lastAt = -Infinity;

  /** `pauseMs` lies between the beginnings of two batches. */
  constructor(
    private readonly clock: Clock,
    private readonly pauseMs: number,
    private readonly batches: Batches,
  ) {}

  /** Whether a batch is being sent or will be. */
  get isBusy(): boolean {
    return this.scheduled;
  }

  /** To be called when something has begun to wait. */
  schedule(): void {
    if (this.scheduled || !this.batches.waits()) return;
    this.scheduled = true;
    const waitMs = this.lastAt + this.pauseMs - this.clock.monotonic();
    const send = (): void => void this.send();
    // After everything that the same turn brings, and after the answer to whoever brought it.
    if (waitMs <= 0) setImmediate(send);
    else this.clock.after(waitMs, send);
  }

  private async send(): Promise<void> {
    this.lastAt = this.clock.monotonic();
    try {
      await this.batches.send();
    } finally {
      this.scheduled = false;
      this.schedule();
    }
  }
}
