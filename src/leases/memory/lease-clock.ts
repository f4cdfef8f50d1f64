import type { Clock } from '../../common/clock.js';

/** Lease time may stand still for this long at a stretch, and for so many times as long as it went on. */
const MAX_REST_MS = 60_000;
const REST_RATIO = 2;

/** A sweeper that has not run for this long is taken to have stood still. */
const MAX_GAP_MS = 1_000;

/**
 * Lease time: monotonic time without the spells in which no sweeper ran. It stands still from one
 * second after the last tick until the next one, so nothing granted meanwhile gets more than its term.
 */
export class LeaseClock {
  private base = 0;
  private lastTick: number;
  /** For how many milliseconds time may still be held. */
  private rest = MAX_REST_MS;

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
    const before = this.base;
    this.base = this.now();
    this.lastTick = this.clock.monotonic();
    this.rest = Math.min(MAX_REST_MS, this.rest + REST_RATIO * (this.base - before));
    return this.base;
  }

  /** Forgets the time since the last tick, if it may; says whether it did. */
  hold(): boolean {
    const passed = this.now() - this.base;
    if (passed > this.rest) {
      this.tick();
      return false;
    }
    this.rest -= passed;
    this.lastTick = this.clock.monotonic();
    return true;
  }
}
