import { describe, expect, it } from '@jest/globals';
import type { ProbeState } from '../../manifest/probe-finding.js';
import { holdMs, jittered, probeDelayMs } from './probe-delay.js';

const MINUTE = 60_000;

function delay(state: ProbeState, sinceMs: number, probeIntervalSeconds = 60): number {
  const probe = { state, detail: '', since: 10 * MINUTE };
  return probeDelayMs({ probe, probeIntervalSeconds }, 10 * MINUTE + sinceMs);
}

describe(probeDelayMs.name, () => {
  it('should be the interval before the first probe and while there are answers', () => {
    expect(probeDelayMs({ probe: null, probeIntervalSeconds: 60 }, 0)).toBe(MINUTE);
    for (const state of ['alive', 'gated', 'wrong_transport', 'not_mcp'] as const) {
      expect(delay(state, 999 * MINUTE)).toBe(MINUTE);
    }
  });

  it.each(['unreachable', 'timeout', 'refused'] as const)(
    'should double the time while a server is %s, up to five minutes',
    (state) => {
      const pauses: number[] = [];
      for (let time = 0; pauses.length < 6;) {
        const pause = delay(state, time);
        pauses.push(pause / MINUTE);
        time += pause;
      }
      expect(pauses).toEqual([1, 1, 2, 4, 5, 5]);
    },
  );

  it('should never be shorter than the interval, whatever the clock says', () => {
    expect(delay('timeout', -999 * MINUTE)).toBe(MINUTE);
    expect(delay('timeout', 999 * MINUTE, 3_600)).toBe(60 * MINUTE);
  });

  it('should hold a turn for longer than a probe takes and shorter than any next delay', () => {
    expect(holdMs(10_000)).toBe(8_000);
    expect(jittered(10_000, 0)).toBe(9_000);
    expect(jittered(10_000, 1)).toBe(11_000);
  });
});
