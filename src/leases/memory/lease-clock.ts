import type { Clock } from '../../common/clock.js';

/** A sweeper that has not run for this long is taken to have stood still. */
const MAX_GAP_MS = 1_000;

/**
 * Lease time: monotonic time without the spells in which no sweeper ran. It stands still from one
 * second after the last tick until the next one, so nothing granted meanwhile gets more than its term.
 */
export class LeaseClock {
  private base = 0;
  private lastTick: number;

  constructor(private readonly clock: Clock) {
    this.lastTick = clock.monotonic();
  }

  /** Milliseconds of lease time. */
  now(): number {
    return this.base + Math.min(this.clock.monotonic() - this.lastTick, MAX_GAP_MS);
  }

  /** Starts at `ms`, unless it is further already. */
  start(ms: number): void {
    this.base = Math.max(this.base, ms);
  }

  /** Ends a stand-still; returns lease time. */
  tick(): number {
    this.base = this.now();
    this.lastTick = this.clock.monotonic();
    return this.base;
  }
}
