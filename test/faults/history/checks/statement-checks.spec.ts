import { describe, expect, it } from '@jest/globals';
import type { ServerJournal } from '../../support/server-journal.js';
import { statementFaults } from './checks.js';
import type { Read } from '../recording.js';
import { Timeline } from '../timeline.js';
import { EPOCH_MS, readOf, shownAs, timelineOf, twoChanges } from './written-history.js';

describe('The check of statements', () => {
  const found = (reads: readonly Read[], journals: ServerJournal[] = [], timeline?: Timeline) =>
    statementFaults(reads, journals, timeline ?? new Timeline());

  it('should find nothing in statements that say what the entries do', () => {
    const { journal, first } = twoChanges();
    expect(found([readOf(9_000, [shownAs(first)])], [journal])).toEqual([]);
  });

  it.each([
    ['of another revision', { rev: 99 }],
    ['of another server', { sub: 'another' }],
    ['of another status', { st: 'stale' }],
    ['of another manifest', { dig: { 'sha-256': 'AAAA' } }],
    ['of the future', { iat: EPOCH_MS / 1_000 + 600, exp: EPOCH_MS / 1_000 + 1_800 }],
    ['that is over', { iat: EPOCH_MS / 1_000 - 1_800, exp: EPOCH_MS / 1_000 - 600 }],
    ['that is valid for too long', { exp: EPOCH_MS / 1_000 + 1_800 }],
  ])('should find one %s', (_, claims) => {
    expect(found([readOf(9_000, [shownAs(twoChanges().first, claims)])])).toHaveLength(1);
  });

  it('should find an entry without a statement', () => {
    const shown = { ...shownAs(twoChanges().first), claims: undefined };
    expect(found([readOf(9_000, [shown])])).toHaveLength(1);
  });

  it('should let a replica whose clock is ahead sign by its own time', () => {
    const { first } = twoChanges();
    const claims = { iat: EPOCH_MS / 1_000 + 600, exp: EPOCH_MS / 1_000 + 1_800 };
    const reads = [readOf(309_000, [shownAs(first, claims)])];
    const ahead = timelineOf(['the clock of a replica steps', 300_000, 310_000], 300_000);
    expect(found(reads, [], ahead)).toEqual([]);
    expect(found(reads)).toHaveLength(1);
  });

  it('should find what was signed again long after it had changed', () => {
    const { journal, first } = twoChanges();
    const signed = (windows: number) => ({
      iat: EPOCH_MS / 1_000 + windows * 600,
      exp: EPOCH_MS / 1_000 + (windows + 2) * 600,
    });
    const cut = timelineOf(['a replica cannot reach MongoDB', 15_000, 3_000_000]);
    const old = [readOf(700_000, [shownAs(first, signed(1))])];
    expect(found(old, [journal], cut)).toEqual([]);
    const tooNew = [readOf(1_300_000, [shownAs(first, signed(2))])];
    expect(found(tooNew, [journal], cut)).toHaveLength(1);
  });
});
