import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerRecord } from '../../manifest/server-record.js';
import { newDraft } from '../../../test/support/record-drafts.js';
import { OwnerCensus } from './owner-census.js';

const MINUTE = 60_000;
/** Long after the first server came. */
const NOW = 600 * MINUTE;

function server(id: string, changes: Partial<ServerRecord> = {}): ServerRecord {
  const draft = { ...newDraft(id), registeredFrom: 'a', ...changes };
  return { ...draft, revision: 1, position: 1 };
}

describe(OwnerCensus.name, () => {
  let census: OwnerCensus;
  const entryOf = (record?: ServerRecord) => record && { record };
  const change = (before: ServerRecord | undefined, after?: ServerRecord, now = NOW): void => {
    census.hear({ before: entryOf(before), after: entryOf(after) }, now);
  };
  const counted = (now = NOW): number => census.shares([], 1, now).all.counted;

  beforeEach(() => {
    census = new OwnerCensus();
    change(undefined, server('oldest', { registeredAt: 0 }));
  });

  it('should count live leased servers, whatever becomes of them', () => {
    const leased = server('b', { registeredAt: 1 });
    change(undefined, leased);
    expect(counted()).toBe(2);
    change(leased, { ...leased, liveness: 'stale' });
    expect(counted()).toBe(1);
    change({ ...leased, liveness: 'stale' }, leased);
    change(leased, { ...leased, intervalSeconds: 0 });
    expect(counted()).toBe(1);
    change({ ...leased, intervalSeconds: 0 }, leased);
    change(leased);
    expect(counted()).toBe(1);
  });

  it('should count a server from when it has lived for ten minutes and two terms', () => {
    change(undefined, server('quick', { registeredAt: NOW, intervalSeconds: 5 }));
    change(undefined, server('slow', { registeredAt: NOW, intervalSeconds: 600 }));
    expect(counted(NOW + 10 * MINUTE - 1)).toBe(1);
    expect(counted(NOW + 10 * MINUTE)).toBe(2);
    expect(counted(NOW + 60 * MINUTE - 1)).toBe(2);
    expect(counted(NOW + 60 * MINUTE)).toBe(3);
  });

  it('should ask less of servers while the directory is young', () => {
    change(undefined, server('second', { registeredAt: MINUTE }), MINUTE);
    expect(counted(2 * MINUTE - 1)).toBe(1);
    expect(counted(2 * MINUTE)).toBe(2);
  });

  it('should count a new server that was removed no more', () => {
    const fresh = server('fresh', { registeredAt: NOW });
    change(undefined, fresh);
    change(fresh);
    expect(counted(NOW + 60 * MINUTE)).toBe(1);
  });

  it('should count what is registered in the future: the clock was set back', () => {
    change(undefined, server('later', { registeredAt: NOW + 24 * 60 * MINUTE }));
    expect(counted()).toBe(2);
  });

  it('should not let a server grow up after it fell silent', () => {
    const silent = { registeredAt: NOW - 60 * MINUTE, livenessSince: NOW - 59 * MINUTE };
    expect(census.hasLived(server('b', { ...silent, liveness: 'stale' }), NOW)).toBe(false);
    const offline = { ...silent, livenessSince: NOW - 57 * MINUTE, intervalSeconds: 30 };
    expect(census.hasLived(server('c', { ...offline, liveness: 'offline' }), NOW)).toBe(false);
    expect(census.hasLived(server('d', { registeredAt: silent.registeredAt }), NOW)).toBe(true);
  });

  it('should say who is missing by owner, each for as many as it stands for', () => {
    const due = server('b', { registeredAt: 1 });
    const other = server('d', { registeredAt: 1, registeredFrom: 'b' });
    const fresh = server('e', { registeredAt: NOW, registeredFrom: 'c' });
    for (const one of [due, other, fresh]) change(undefined, one);
    const marked = server('c', { registeredAt: 1, liveness: 'stale', livenessSince: NOW });
    const { missing, ...rest } = census.shares([due, marked, other, fresh], 2, NOW);
    expect(rest).toEqual({
      all: { counted: 5, gone: 6 },
      largest: 'a',
      largestShare: { counted: 4, gone: 4, marked: 2 },
    });
    expect([...missing]).toEqual([
      ['a', { counted: 4, gone: 4, marked: 2 }],
      ['b', { counted: 1, gone: 2, marked: 0 }],
    ]);
  });
});
