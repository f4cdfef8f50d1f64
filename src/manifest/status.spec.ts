import { describe, expect, it } from '@jest/globals';
import { effectiveStatus } from './status.js';

describe(effectiveStatus.name, () => {
  const leased = {
    disabled: false,
    liveness: 'live',
    reported: null,
    intervalSeconds: 30,
  } as const;

  it.each([
    [{ ...leased }, 'healthy'],
    [{ ...leased, intervalSeconds: 0 }, 'unknown'],
    [{ ...leased, intervalSeconds: 0, reported: 'healthy' as const }, 'healthy'],
    [{ ...leased, reported: 'degraded' as const }, 'degraded'],
    [{ ...leased, reported: 'draining' as const }, 'draining'],
    [{ ...leased, reported: 'draining' as const, liveness: 'stale' as const }, 'stale'],
    [{ ...leased, reported: 'healthy' as const, liveness: 'offline' as const }, 'offline'],
    [{ ...leased, liveness: 'offline' as const, disabled: true }, 'disabled'],
    [{ ...leased, disabled: true }, 'disabled'],
  ])('should make of %j the status %s', (facts, status) => {
    expect(effectiveStatus(facts)).toBe(status);
  });
});
