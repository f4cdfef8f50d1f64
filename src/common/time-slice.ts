import type { Clock } from './clock.js';

const SLICE_MS = 10;

/** Cuts long work into slices, between which other requests have their turn. */
export class TimeSlice {
  private start: number;

  constructor(private readonly clock: Clock) {
    this.start = clock.monotonic();
  }

  /** To be awaited between two pieces of work; goes on at once until 10 ms are used up. */
  async pause(): Promise<void> {
    if (this.clock.monotonic() - this.start <= SLICE_MS) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.start = this.clock.monotonic();
  }
}
