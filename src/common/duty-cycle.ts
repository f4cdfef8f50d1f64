import type { Clock } from './clock.js';

/**
 * Keeps work that comes back again and again to a part of one processor: after a round of work the next one begins only
 * when the round and the pause after it are in that proportion.
 */
export class DutyCycle {
  private restUntil = -Infinity;

  /** `part` of the time may be work: 0.1 = after 10 ms of work 90 ms of rest. */
  constructor(
    private readonly clock: Clock,
    private readonly part: number,
  ) {}

  /** A round has ended that took `workMs` milliseconds of work. */
  worked(workMs: number): void {
    this.restUntil = this.clock.monotonic() + workMs * (1 / this.part - 1);
  }

  /** Milliseconds until the next round may begin; 0 = now. */
  get restMs(): number {
    return Math.max(0, this.restUntil - this.clock.monotonic());
  }
}
