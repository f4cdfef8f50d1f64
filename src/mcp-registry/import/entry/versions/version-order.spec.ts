import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, type Versioned } from './version-order.js';

function at(version: string, publishedAt?: string): Versioned {
  return { version, publishedAt };
}

const EARLY = '2026-01-01T00:00:00Z';
const LATE = '2026-01-01T00:00:00+01:00';

describe(compareVersions.name, () => {
  it.each([
    [at('1.10.0'), at('1.9.0')],
    [at('1.0.0'), at('1.0.0-rc.2')],
    [at('1.0.0-rc.10'), at('1.0.0-rc.2')],
    [at('v2.0.0'), at('1.9.9')],
    [at('1.10.0'), at('1.9.0', EARLY)],
    [at('1.0.0'), at('2026-01-01', EARLY)],
    [at('0.0.1'), at('9.9')],
    [at('beta', EARLY), at('gamma', LATE)],
    [at('beta', EARLY), at('gamma')],
    [at('beta', EARLY), at('gamma', 'yesterday')],
    [at('1.0.0+b', EARLY), at('1.0.0+c', LATE)],
    [at('2'), at('1')],
  ])('should put %j before %j', (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  it('should be one order, whatever it is asked', () => {
    const versions = fc.record({
      version: fc.constantFrom('1.0.0', '1.0.0+a', '1.0.0-rc.1', '1.10.0', '1.9.0', '1.0', 'x', ''),
      publishedAt: fc.constantFrom(undefined, EARLY, LATE, 'x'),
    });
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) >= 0 && compareVersions(b, c) >= 0) {
          expect(compareVersions(a, c)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
