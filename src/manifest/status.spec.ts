import { describe, expect, it } from '@jest/globals';
import type { ProbeState } from './probe-finding.js';
import { effectiveStatus, type Status, type StatusFacts } from './status.js';

describe(effectiveStatus.name, () => {
  const leased = {
    disabled: false,
    liveness: 'live',
    flapping: false,
    reported: null,
    probe: null,
    intervalSeconds: 30,
  } as const;

  const fixed = { ...leased, intervalSeconds: 0 } as const;
  const found = (state: ProbeState) => ({ state, detail: '', since: 0 });

  it.each<[StatusFacts, Status]>([
    [{ ...leased }, 'healthy'],
    [{ ...leased, intervalSeconds: 0 }, 'unknown'],
    [{ ...leased, intervalSeconds: 0, reported: 'healthy' as const }, 'healthy'],
    [{ ...leased, reported: 'degraded' as const }, 'degraded'],
    [{ ...leased, reported: 'draining' as const }, 'draining'],
    [{ ...leased, reported: 'draining' as const, liveness: 'stale' as const }, 'stale'],
    [{ ...leased, reported: 'healthy' as const, liveness: 'offline' as const }, 'offline'],
    [{ ...leased, liveness: 'offline' as const, disabled: true }, 'disabled'],
    [{ ...leased, disabled: true }, 'disabled'],
    [{ ...leased, flapping: true, reported: 'healthy' as const }, 'degraded'],
    [{ ...leased, flapping: true, liveness: 'stale' as const }, 'stale'],
    [{ ...leased, probe: found('timeout') }, 'healthy'],
    [{ ...fixed, probe: found('alive') }, 'healthy'],
    [{ ...fixed, probe: found('gated') }, 'healthy'],
    [{ ...fixed, probe: found('wrong_transport') }, 'degraded'],
    [{ ...fixed, probe: found('not_mcp') }, 'degraded'],
    [{ ...fixed, probe: found('unreachable') }, 'offline'],
    [{ ...fixed, probe: found('timeout'), reported: 'healthy' as const }, 'offline'],
    [{ ...fixed, probe: found('alive'), reported: 'draining' as const }, 'draining'],
    [{ ...fixed, probe: found('refused') }, 'unknown'],
  ])('should make of %j the status %s', (facts, status) => {
    expect(effectiveStatus(facts)).toBe(status);
  });
});
