import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';

/** A clock that is off by more was set. */
export const STEP_MS = 1_000;

/** The clock of the database server, as far as it was heard. */
export class StoreClock {
  private readonly logger = new Logger('ChangeFeed');
  /** The store's time less monotonic time. */
  private offset: number | undefined;
  /** When the store's clock was last seen to be set, in monotonic time. */
  steppedAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly ask: () => Promise<number>,
  ) {}

  /** Epoch ms; this process's own time before the store was first asked. */
  now(): number {
    return this.offset === undefined ? this.clock.now() : this.clock.monotonic() + this.offset;
  }

  /** Asks the store for its time. Says whether its clock was set since it was last asked. */
  async refresh(): Promise<boolean> {
    const asked = this.clock.monotonic();
    const time = await this.ask();
    const offset = time - (asked + this.clock.monotonic()) / 2;
    const step = offset - (this.offset ?? offset);
    this.offset = offset;
    if (Math.abs(step) <= STEP_MS) return false;
    this.logger.warn({ msg: "The database server's clock was set", by_ms: Math.round(step) });
    this.steppedAt = asked;
    return true;
  }
}
