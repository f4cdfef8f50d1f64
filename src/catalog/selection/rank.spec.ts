import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ranked } from './rank.js';

describe(ranked.name, () => {
  it('should sort by rounded score, and keep the order of equal ones', () => {
    const score = fc.oneof(
      fc.double({ min: 0, max: 1_600, noNaN: true }),
      fc.constantFrom(0, 1, 1.00001, 1.00002, 1.0001, 1_600),
    );
    fc.assert(
      fc.property(fc.array(score), (scores) => {
        const rounded = scores.map((one) => Math.round(one * 10_000) / 10_000);
        const order = [...scores.keys()].sort(
          (a, b) => (rounded[b] ?? 0) - (rounded[a] ?? 0) || a - b,
        );
        const { numbers, scores: shown } = ranked(
          Uint32Array.from(scores.keys()),
          Float64Array.from(scores),
        );
        expect([...numbers]).toEqual(order);
        expect([...shown]).toEqual(order.map((number) => rounded[number] ?? 0));
      }),
    );
  });
});
