import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';

const SECONDS = 60;

/** Counts the heartbeats of the last minute, in one slot a second. */
@Injectable()
export class HeartbeatMeter {
  private readonly slots = new Array<number>(SECONDS).fill(0);
  private second: number;

  constructor(private readonly clock: Clock) {
    this.second = this.thisSecond();
  }

  count(): void {
    this.turn();
    const slot = this.second % SECONDS;
    this.slots[slot] = (this.slots[slot] ?? 0) + 1;
  }

  receivedLastMinute(): number {
    this.turn();
    return this.slots.reduce((sum, count) => sum + count, 0);
  }

  /** Empties the slots of the seconds that have passed since the last call. */
  private turn(): void {
    const now = this.thisSecond();
    const passed = Math.min(now - this.second, SECONDS);
    for (let step = 0; step < passed; step += 1) this.slots[(now - step) % SECONDS] = 0;
    this.second = now;
  }

  private thisSecond(): number {
    return Math.floor(this.clock.monotonic() / 1_000);
  }
}
