import { describe, expect, it } from '@jest/globals';
import { livenessFaults } from './checks.js';
import type { FaultName } from '../fault-table.js';
import type { Beat, Read } from '../recording.js';
import { SLACK_MS, Timeline } from '../timeline.js';
import { readAs, timelineOf } from './written-history.js';

const TERM_MS = 15_000;

describe('The check of liveness', () => {
  const last: Beat = {
    id: 'a',
    calledAt: 1_000,
    answeredAt: 1_010,
    told: 'healthy',
    held: false,
  };
  const found = (reads: readonly Read[], timeline = new Timeline(), beats = [last]) =>
    livenessFaults({ beats, reads: [...reads] }, TERM_MS, timeline);

  it('should find nothing when a server is live for a term and stale after it', () => {
    expect(
      found([readAs('healthy', 15_000), readAs('stale', 16_500), readAs('offline', 60_000)]),
    ).toEqual([]);
  });

  it('should find a dead server that is shown as live', () => {
    expect(found([readAs('healthy', 27_000)])).toHaveLength(1);
    expect(found([readAs('degraded', 27_000)])).toHaveLength(1);
  });

  it('should find a live server that is shown as dead', () => {
    expect(found([readAs('stale', 14_000)])).toHaveLength(1);
    expect(found([readAs('offline', 14_000)])).toHaveLength(1);
  });

  it('should find a heartbeat that was answered with another status, and self-preservation', () => {
    expect(found([], new Timeline(), [{ ...last, told: 'stale' }])).toHaveLength(1);
    expect(found([], new Timeline(), [{ ...last, told: '404 not registered' }])).toHaveLength(1);
    expect(found([], new Timeline(), [{ ...last, held: true }])).toHaveLength(1);
  });

  it('should not take a heartbeat of unknown outcome for one that was heard, nor for one that was not', () => {
    const unknown = [last, { id: 'a', calledAt: 10_000 }];
    expect(
      found([readAs('stale', 17_000), readAs('healthy', 33_000)], new Timeline(), unknown),
    ).toEqual([]);
    expect(found([readAs('healthy', 41_000)], new Timeline(), unknown)).toHaveLength(1);
  });

  it.each<[FaultName, number, number]>([
    ['the clock of a replica steps', 30_000, 16_010],
    ['members cannot reach a replica', 30_000, 16_010],
    ['a replica is killed', 9_000, 26_010],
    ['a replica hangs', 9_000, 26_010],
    ['a replica cannot reach Redis', 15_000, 26_010],
    ['a replica cannot reach Redis for long', 65_000, 51_010],
    ['Redis hangs', 30_000, 41_010],
    ['Redis is killed', 15_000, 30_000],
    ['Redis comes back empty', 15_000, 30_000],
    ['Redis comes back with older data', 15_000, 30_000],
    ['MongoDB is killed', 15_000, 36_010],
    ['MongoDB hangs', 15_000, 36_010],
  ])('should let a dead server live no longer than allowed when %s', (name, healedAt, until) => {
    const timeline = timelineOf([name, 5_000, healedAt]);
    expect(found([readAs('healthy', until)], timeline)).toEqual([]);
    // A replica must know it after the slack, and the slack counts once more for what it knows.
    expect(found([readAs('healthy', until + 2 * SLACK_MS + 1)], timeline)).toHaveLength(1);
  });

  it('should excuse no server that is marked in a fault although it was heard', () => {
    const timeline = timelineOf(['Redis comes back with older data', 5_000, 6_000]);
    expect(found([readAs('stale', 14_000)], timeline)).toHaveLength(1);
  });
});
