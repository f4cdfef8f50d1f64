import { describe, expect, it } from '@jest/globals';
import { flapWindowMs, isSteady, returned, STEADY, type Flapping } from './flapping.js';

const MINUTE = 60_000;

describe('flapping', () => {
  const comeBack = (times: readonly number[], interval = 5): Flapping =>
    times.reduce<Flapping>((before, at) => returned(before, interval, at), STEADY);

  it('should have a window of ten minutes or twenty intervals', () => {
    expect([5, 30, 31, 3_600].map(flapWindowMs)).toEqual([600_000, 600_000, 620_000, 72_000_000]);
  });

  it('should tolerate three returns within a window', () => {
    expect(comeBack([1, 2, 3].map((at) => at * MINUTE)).flapping).toBe(false);
    expect(comeBack([1, 2, 3, 4].map((at) => at * MINUTE)).flapping).toBe(true);
    expect(comeBack([1, 2, 3, 11].map((at) => at * MINUTE)).flapping).toBe(false);
  });

  it('should remember no more than it needs', () => {
    expect(comeBack([1, 2, 3, 4, 5, 6, 7]).returns).toEqual([4, 5, 6, 7]);
  });

  it('should flap on when it returns before it was steady for a window', () => {
    const flapping = comeBack([1, 2, 3, 4].map((at) => at * MINUTE));
    expect(returned(flapping, 5, 13.9 * MINUTE).flapping).toBe(true);
    expect(returned(flapping, 5, 14 * MINUTE).flapping).toBe(false);
  });

  it('should be steady a window after the last return', () => {
    const flapping = comeBack([1, 2, 3, 4].map((at) => at * MINUTE));
    expect(isSteady(flapping, 5, 14 * MINUTE - 1)).toBe(false);
    expect(isSteady(flapping, 5, 14 * MINUTE)).toBe(true);
    expect(isSteady(STEADY, 5, 0)).toBe(true);
  });
});
