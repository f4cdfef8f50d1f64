import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Clock, type Cancel } from './clock.js';
import { LoopTurns } from './loop-turns.js';
import { TimeSlice } from './time-slice.js';

/** Time is what work says that it took; a turn of the event loop costs nothing. */
class WorkClock extends Clock {
  private ms = 0;

  now(): number {
    return this.ms;
  }

  monotonic(): number {
    return this.ms;
  }

  after(): Cancel {
    throw new Error('nobody rests here');
  }

  work(ms: number): void {
    this.ms += ms;
  }
}

/** What was done in each turn of the event loop, until all of it is done. */
async function turnsOf(works: readonly (() => Promise<void>)[], log: string[]): Promise<string[]> {
  const all = Promise.all(works.map((work) => work()));
  const turns: string[] = [];
  for (let turn = 0; turn < 3 * works.length + 3; turn += 1) {
    await nextTurn();
    turns.push(log.splice(0).join(' '));
  }
  await all;
  return turns.filter((turn) => turn !== '');
}

describe(LoopTurns.name, () => {
  it('should share a turn of the event loop among all that work in slices', async () => {
    const clock = new WorkClock();
    const log: string[] = [];
    const worker = (name: string) => async (): Promise<void> => {
      const slice = new TimeSlice(clock);
      for (let piece = 0; piece < 3; piece += 1) {
        if (slice.isUsedUp) await slice.pause();
        clock.work(6);
        log.push(name);
      }
    };
    const turns = await turnsOf(['a', 'b', 'c', 'd'].map(worker), log);
    expect(turns.flatMap((turn) => turn.split(' '))).toHaveLength(12);
    // 10 ms are used up after the second piece; the first turn is over when the test waits.
    const [first, ...others] = turns.map((turn) => turn.split(' ').length);
    expect(first).toBeLessThanOrEqual(4);
    for (const pieces of others) expect(pieces).toBeLessThanOrEqual(2);
  });

  it('should leave every second place to reads', async () => {
    const clock = new WorkClock();
    const log: string[] = [];
    const turns = LoopTurns.of(clock);
    const write = (name: string) => async (): Promise<void> => {
      if (turns.isUsedUp()) await turns.wait();
      clock.work(20);
      log.push(name);
    };
    const read = (name: string) => async (): Promise<void> => {
      await turns.forRead();
      clock.work(20);
      log.push(name);
    };
    const works = [write('w1'), write('w2'), write('w3'), write('w4'), read('r1'), read('r2')];
    expect(await turnsOf(works, log)).toEqual(['w1 r1', 'w2', 'r2', 'w3', 'w4']);
  });

  it('should let all go on at once that are short', async () => {
    const clock = new WorkClock();
    const log: string[] = [];
    const turns = LoopTurns.of(clock);
    turns.isUsedUp();
    clock.work(11);
    const short = (name: string) => async (): Promise<void> => {
      await turns.forRead();
      clock.work(1);
      log.push(name);
    };
    expect(await turnsOf(['a', 'b', 'c'].map(short), log)).toEqual(['a b c']);
  });
});
