import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import { isPortableNumber } from '../common/portable-number.js';

describe('isPortableNumber', () => {
  it.each([0, -0, 0.5, -1, 5e-324, 2 ** 53 - 1, 1e21, -1e21, 1.7976931348623157e308])(
    'should take %d',
    (value) => {
      expect(isPortableNumber(value)).toBe(true);
    },
  );

  it.each([2 ** 53, -(2 ** 53), 2 ** 63, 999999999999999900000, NaN, Infinity, -Infinity])(
    'should refuse %d',
    (value) => {
      expect(isPortableNumber(value)).toBe(false);
    },
  );

  it('should take exactly the numbers whose canonical form has no digits that a double drops', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = canonicalJson(value);
        const isSame = !/^-?\d+$/.test(text) || Number.isSafeInteger(value);
        expect(isPortableNumber(value)).toBe(isSame);
      }),
      { numRuns: 5_000 },
    );
  });
});
