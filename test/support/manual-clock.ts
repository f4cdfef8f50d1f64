import { Clock, type Cancel } from '../../src/common/clock.js';

/** A clock that stands still until a test moves it. Wall and monotonic time move together unless stepped. */
export class ManualClock extends Clock {
  private wall: number;
  private mono = 1_000;
  private timers: { at: number; callback: () => void }[] = [];

  constructor(start = '2026-11-22T12:00:00.000Z') {
    super();
    this.wall = Date.parse(start);
  }

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.mono;
  }

  /** Work takes no time here, so that nothing waits for a turn that the test does not know of. */
  override working(): number {
    return 0;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { at: this.mono + delayMs, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.timers.length;
  }

  /** Lets time pass; timers that come due are called in their order. */
  advance(ms: number): void {
    this.mono += ms;
    this.wall += ms;
    const due = this.timers.filter(({ at }) => at <= this.mono).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter(({ at }) => at > this.mono);
    for (const { callback } of due) callback();
  }

  /** Sets the wall clock, as an operator or NTP does; monotonic time does not notice. */
  stepWall(ms: number): void {
    this.wall += ms;
  }
}
