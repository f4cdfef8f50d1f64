import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../test/support/manual-clock.js';
import { TimeSlice } from '../common/time-slice.js';
import { SortedBlocks } from './sorted-blocks.js';

const ascending = (a: number, b: number): boolean => a < b;

describe(SortedBlocks.name, () => {
  it('should behave like a sorted list, whatever joins and leaves it in which order', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constantFrom('add', 'remove'), fc.nat(60)) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('settle', 'read'), fc.nat(60)) },
    );
    const program = fc.array(step, { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(program, fc.integer({ min: 2, max: 9 }), async (steps, largest) => {
        const blocks = new SortedBlocks<number>(ascending, largest);
        const model = new Set<number>();
        const check = (limit: number): void => {
          const sorted = [...model].sort((a, b) => a - b);
          const all: number[] = [];
          blocks.forEach((item) => all.push(item));
          expect(all).toEqual(sorted);
          const isBefore = (item: number): boolean => item < limit;
          expect([...blocks.from(isBefore)]).toEqual(sorted.filter((item) => item >= limit));
          expect(blocks.slice(limit)).toEqual(sorted.slice(limit));
          expect(blocks.slice(1, limit)).toEqual(sorted.slice(1, limit));
          expect(blocks.countOf(isBefore)).toBe(sorted.filter(isBefore).length);
        };
        for (const [what, item] of steps) {
          if (what === 'settle') await blocks.settle(new TimeSlice(new ManualClock()));
          else if (what === 'read') check(item);
          else if (what === 'remove') {
            blocks.remove(item);
            model.delete(item);
          } else if (!model.has(item)) {
            blocks.add(item);
            model.add(item);
          }
          expect(blocks.size).toBe(model.size);
        }
        check(30);
      }),
    );
  });

  it('should compare a few items for each that joins, and none more for who reads then', () => {
    let compared = 0;
    const blocks = new SortedBlocks<number>((a, b) => {
      compared += 1;
      return a < b;
    });
    for (let item = 0; item < 20_000; item += 2) blocks.add(item);
    expect(blocks.countOf((item) => item < 1_000)).toBe(500);
    compared = 0;
    for (let item = 1; item < 2_000; item += 2) {
      blocks.add(item);
      expect(compared).toBeLessThanOrEqual(20);
      compared = 0;
    }
    expect(blocks.countOf((item) => item < 1_000)).toBe(1_000);
    expect(compared).toBe(0);
  });

  it('should take in what comes while it is put in order, and who cannot wait', async () => {
    const blocks = new SortedBlocks<number>(ascending);
    for (let item = 3_000; item > 0; item -= 1) blocks.add(item);
    const settled = blocks.settle(new TimeSlice(new ManualClock()));
    blocks.add(0);
    await settled;
    expect([...blocks.from(() => false)].slice(0, 3)).toEqual([0, 1, 2]);
    const impatient = new SortedBlocks<number>(ascending);
    for (let item = 3_000; item > 0; item -= 1) impatient.add(item);
    const late = impatient.settle(new TimeSlice(new ManualClock()));
    expect(impatient.countOf((item) => item <= 10)).toBe(10);
    impatient.remove(1);
    await late;
    expect([...impatient.from(() => false)].slice(0, 2)).toEqual([2, 3]);
    expect(impatient.size).toBe(2_999);
  });

  it('should not keep many small blocks', () => {
    const blocks = new SortedBlocks<number>(ascending, 8);
    blocks.countOf(() => false);
    for (let item = 0; item < 1_000; item += 1) blocks.add(item);
    for (let item = 999; item >= 0; item -= 1) if (item % 10 > 0) blocks.remove(item);
    const { blocks: kept } = blocks as unknown as { blocks: number[][] };
    expect(kept.flat()).toHaveLength(100);
    expect(kept.length).toBeLessThanOrEqual(50);
  });
});
