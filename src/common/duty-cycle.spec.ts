import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { BatchTimer } from './batch-timer.js';
import { DutyCycle } from './duty-cycle.js';
import { TimeSlice } from './time-slice.js';

describe(DutyCycle.name, () => {
  it('should rest after work in the proportion that it was given', () => {
    const clock = new ManualClock();
    const duty = new DutyCycle(clock, 0.1);
    expect(duty.restMs).toBe(0);
    duty.worked(20);
    expect(duty.restMs).toBeCloseTo(180);
    clock.advance(100);
    expect(duty.restMs).toBeCloseTo(80);
    clock.advance(200);
    expect(duty.restMs).toBe(0);
  });

  it('should keep the batches of a timer to a part of the time, in which pauses do not count', async () => {
    const clock = new ManualClock();
    const begun: number[] = [];
    const pace = { everyMs: 10, part: 0.25 };
    const timer: BatchTimer = new BatchTimer(clock, pace, {
      waits: () => begun.length < 3,
      send: async (slice) => {
        begun.push(clock.monotonic());
        clock.advance(15);
        const others = new Promise<void>((resolve) => setImmediate(resolve));
        clock.advance(15);
        const resting = slice.rest(others);
        clock.advance(7);
        await resting;
      },
    });
    timer.schedule();
    while (begun.length < 3) {
      await new Promise(setImmediate);
      clock.advance(1);
    }
    const [first = 0, second = 0, third = 0] = begun;
    for (const gap of [second - first, third - second]) {
      expect(gap).toBeGreaterThanOrEqual(4 * 30);
      expect(gap).toBeLessThan(4 * 30 + 20);
    }
  });

  it('should let others have their turn for longer after each slice, too', async () => {
    const clock = new ManualClock();
    const slice = new TimeSlice(clock, 0.1);
    clock.advance(5);
    await slice.pause();
    clock.advance(6);
    expect(slice.isUsedUp).toBe(true);
    let over = false;
    const pause = slice.pause().then(() => {
      over = true;
    });
    clock.advance(98);
    await new Promise(setImmediate);
    expect(over).toBe(false);
    clock.advance(2);
    await pause;
    expect(slice.usedMs).toBe(11);
  });
});
