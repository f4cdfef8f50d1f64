import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEd25519Point } from './ed25519-point.js';

const P = 2n ** 255n - 19n;

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power((base * base) % P, exponent / 2n);
  return exponent % 2n === 1n ? (half * base) % P : half;
}

/** Whether the equation of RFC 8032, section 5.1, has an x for a y, by way of the very root. */
function hasRoot(y: bigint): boolean {
  const d = ((P - 121_665n) * power(121_666n, P - 2n)) % P;
  const x2 = ((y * y - 1n + P) * power((d * y * y + 1n) % P, P - 2n)) % P;
  const root = power(x2, (P + 3n) / 8n);
  const turned = (root * power(2n, (P - 1n) / 4n)) % P;
  return (root * root) % P === x2 || (turned * turned) % P === x2;
}

describe('isEd25519Point', () => {
  it('should be true exactly where the equation of the curve has a root', () => {
    const seen = { points: 0, others: 0 };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const encoded = Buffer.from(bytes);
        const y = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) % 2n ** 255n;
        fc.pre(y > 1n && y < P - 1n);
        const isPoint = hasRoot(y);
        expect(isEd25519Point(encoded)).toBe(isPoint);
        seen[isPoint ? 'points' : 'others'] += 1;
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.points, seen.others)).toBeGreaterThan(50);
  });
});
