import type { Clock } from './clock.js';
import { DutyCycle } from './duty-cycle.js';
import { TimeSlice } from './time-slice.js';

/** What is sent in batches: whether something waits, and sending it in slices, errors handled. */
export interface Batches {
  readonly waits: () => boolean;
  readonly send: (slice: TimeSlice) => Promise<void>;
}

/** How often batches may be sent. */
export interface BatchPace {
  /** Milliseconds between the beginnings of two batches, at least. */
  readonly everyMs: number;
  /** Part of the time that batches may take, see {@link DutyCycle}. Without one they take what they need. */
  readonly part?: number;
}

/** Sends what has gathered: soon, one batch at a time, and none sooner after another one than its pace allows. */
export class BatchTimer {
  private scheduled = false;
  private lastAt = -Infinity;
  private readonly duty: DutyCycle;

  constructor(
    private readonly clock: Clock,
    private readonly pace: BatchPace,
    private readonly batches: Batches,
  ) {
    this.duty = new DutyCycle(clock, pace.part ?? 1);
  }

  /** Whether a batch is being sent or will be. */
  get isBusy(): boolean {
    return this.scheduled;
  }

  /** To be called when something has begun to wait. */
  schedule(): void {
    if (this.scheduled || !this.batches.waits()) return;
    this.scheduled = true;
    const nextAt = this.lastAt + this.pace.everyMs;
    const waitMs = Math.max(nextAt - this.clock.monotonic(), this.duty.restMs);
    const send = (): void => void this.send();
    // After everything that the same turn brings, and after the answer to whoever brought it.
    if (waitMs <= 0) setImmediate(send);
    else this.clock.after(waitMs, send);
  }

  private async send(): Promise<void> {
    this.lastAt = this.clock.monotonic();
    const slice = new TimeSlice(this.clock);
    try {
      await this.batches.send(slice);
    } finally {
      this.duty.worked(slice.usedMs);
      this.scheduled = false;
      this.schedule();
    }
  }
}
