import type { Clock } from './clock.js';
import { LoopTurns } from './loop-turns.js';

const SLICE_MS = 10;

/** Cuts long work into slices, between which other requests have their turn. All long work shares {@link LoopTurns}. */
export class TimeSlice {
  private readonly turns: LoopTurns;
  private start: number;
  private earlierMs = 0;

  /** `part` of the time may be work: with 0.1, others have their turn for nine times as long as a slice took. */
  constructor(
    private readonly clock: Clock,
    private readonly part = 1,
  ) {
    this.turns = LoopTurns.of(clock);
    this.start = clock.monotonic();
  }

  /** Milliseconds that the work has taken in all its slices; the pauses between them do not count. */
  get usedMs(): number {
    return this.earlierMs + this.sliceMs;
  }

  /** Whether it is time to let others have their turn. */
  get isUsedUp(): boolean {
    return this.sliceMs > SLICE_MS || this.turns.isUsedUp();
  }

  /** To be awaited before and between pieces of work; goes on at once until 10 ms are used up, by this work and all other. */
  async pause(): Promise<void> {
    if (!this.isUsedUp) return;
    const restMs = this.sliceMs * (1 / this.part - 1);
    if (restMs > 0) {
      await this.rest(
        new Promise((resolve) => {
          this.clock.after(restMs, resolve);
        }),
      );
    }
    await this.rest(this.turns.wait());
  }

  /** Waits for something that does not count as work. */
  async rest(others: Promise<void>): Promise<void> {
    this.earlierMs += this.sliceMs;
    await others;
    this.start = this.clock.monotonic();
  }

  private get sliceMs(): number {
    return this.clock.monotonic() - this.start;
  }
}
