import { describe, expect, it } from '@jest/globals';
import { phaseMs, recentMs, recentMsLeft } from './lease-terms.js';

const MINUTE = 60_000;

describe(recentMs.name, () => {
  it('should be a minute, or the term when that is longer', () => {
    expect([5, 20, 21, 3_600].map(recentMs)).toEqual([MINUTE, MINUTE, 63_000, 180 * MINUTE]);
  });
});

describe(recentMsLeft.name, () => {
  const markedAgo = (phase: 'stale' | 'offline', interval: number, ms: number): number => {
    const untilOffline = phaseMs('stale', interval);
    const ends = phase === 'stale' ? untilOffline : untilOffline + phaseMs('offline', interval);
    return recentMsLeft(phase, interval, ends - ms);
  };

  it('should be the whole of it at the mark, and go down to nothing', () => {
    expect(markedAgo('stale', 60, 0)).toBe(3 * MINUTE);
    expect(markedAgo('stale', 60, MINUTE)).toBe(2 * MINUTE);
    expect(markedAgo('stale', 60, 3 * MINUTE)).toBe(0);
    expect(markedAgo('stale', 60, 5 * MINUTE)).toBe(0);
  });

  it('should count on while a server is offline, from the time at which it became stale', () => {
    expect(markedAgo('offline', 5, 30_000)).toBe(30_000);
    expect(markedAgo('offline', 5, 59_000)).toBe(1_000);
    expect(markedAgo('offline', 5, 60_000)).toBe(0);
    expect(markedAgo('offline', 3_600, 6 * 60 * MINUTE)).toBe(0);
  });

  it('should count on when the next mark is late', () => {
    expect(markedAgo('stale', 5, 45_000)).toBe(15_000);
  });

  it('should never be more than the whole of it', () => {
    expect(recentMsLeft('stale', 5, 99 * MINUTE)).toBe(MINUTE);
  });

  it('should be nothing for a server that is live', () => {
    expect(recentMsLeft('live', 5, 15_000)).toBe(0);
  });
});
