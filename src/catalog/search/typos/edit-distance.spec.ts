import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editDistance } from './edit-distance.js';

describe(editDistance.name, () => {
  it.each([
    ['weather', 'weather', 0],
    ['wether', 'weather', 1],
    ['weahter', 'weather', 1],
    ['wheater', 'weather', 2],
    ['weather', 'leather', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('should count from "%s" to "%s"', (a, b, distance) => {
    expect(editDistance(a, b, 3)).toBe(distance);
  });

  it('should stop above the most that is asked for', () => {
    expect(editDistance('kitten', 'sitting', 2)).toBe(3);
    expect(editDistance('a', 'abcdefgh', 2)).toBe(3);
  });

  it('should be the same both ways and never exceed the longer word', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b, 8);
        expect(editDistance(b, a, 8)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance === 0).toBe(a === b);
      }),
    );
  });

  it('should be what the whole table says', () => {
    const word = fc.string({ maxLength: 40, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, max) => {
        expect(editDistance(a, b, max)).toBe(Math.min(wholeTable(a, b), max + 1));
      }),
      { numRuns: 500 },
    );
  });

  it('should know words that are a few steps apart', () => {
    const letter = fc.constantFrom('a', 'b', 'c');
    const word = fc.string({ minLength: 2, maxLength: 80, unit: letter });
    const steps = fc.array(fc.tuple(fc.nat(), letter, fc.boolean()), { maxLength: 2 });
    fc.assert(
      fc.property(word, steps, (from, changes) => {
        let to = from;
        for (const [pick, other, isInsert] of changes) {
          const at = pick % to.length;
          to = to.slice(0, at) + other + to.slice(isInsert ? at : at + 1);
        }
        expect(editDistance(from, to, 2)).toBe(wholeTable(from, to));
      }),
      { numRuns: 500 },
    );
  });
});

/** Optimal string alignment by the book. */
function wholeTable(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (table[i] ?? [])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  }
  return at(a.length, b.length);
}
