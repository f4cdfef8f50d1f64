import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WorkWindow } from './work-window.js';

describe(WorkWindow.name, () => {
  it('should have no more under way than it may, and finish everything in any order', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(fc.nat()), async (all, order) => {
        const window = new WorkWindow(4, 10);
        const running: number[] = [];
        let finished = 0;
        const finishOne = (): void => {
          const place = (order.next().value as number) % running.length;
          const [size = 0] = running.splice(place, 1);
          finished += 1;
          window.leave(size);
        };
        for (const size of all) {
          const entered = window.enter(size);
          const now = { isIn: false };
          void entered.then(() => (now.isIn = true));
          await Promise.resolve();
          while (!now.isIn) {
            if (running.length > 0) finishOne();
            await new Promise(setImmediate);
          }
          running.push(size);
          const together = running.reduce((sum, each) => sum + each, 0);
          expect(running.length).toBeLessThanOrEqual(4);
          if (running.length > 1) expect(together).toBeLessThanOrEqual(10);
        }
        while (running.length > 0) finishOne();
        expect(finished).toBe(all.length);
      }),
      { numRuns: 100 },
    );
  });

  it('should let something that is larger than everything go alone', async () => {
    const window = new WorkWindow(4, 10);
    await window.enter(50);
    let isIn = false;
    const next = window.enter(1).then(() => (isIn = true));
    await new Promise(setImmediate);
    expect(isIn).toBe(false);
    window.leave(50);
    expect(await next).toBe(true);
  });
});
