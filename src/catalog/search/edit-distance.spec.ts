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
});
