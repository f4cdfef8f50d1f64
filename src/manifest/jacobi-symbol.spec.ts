import { describe, expect, it } from '@jest/globals';
import { jacobiSymbol } from './jacobi-symbol.js';

describe('jacobiSymbol', () => {
  it.each([3n, 5n, 7n, 11n, 13n, 17n, 101n, 257n])(
    'should tell the squares modulo the prime %d from the others',
    (prime) => {
      const squares = new Set<bigint>();
      for (let root = 1n; root < prime; root += 1n) squares.add((root * root) % prime);
      for (let a = 0n; a < 3n * prime; a += 1n) {
        const rest = a % prime;
        expect(jacobiSymbol(a, prime)).toBe(rest === 0n ? 0 : squares.has(rest) ? 1 : -1);
      }
    },
  );

  it('should be the product of the symbols over the factors', () => {
    for (let a = 0n; a < 60n; a += 1n) {
      expect(jacobiSymbol(a, 105n)).toBe(
        jacobiSymbol(a, 3n) * jacobiSymbol(a, 5n) * jacobiSymbol(a, 7n) || 0,
      );
    }
  });
});
