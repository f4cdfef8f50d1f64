import { describe, expect, it } from '@jest/globals';
import { changeFaults } from './checks.js';
import type { FaultName } from '../fault-table.js';
import { Timeline } from '../timeline.js';
import { change, readOf, shownAs, timelineOf, twoChanges } from './written-history.js';

describe('The check of changes', () => {
  it('should find nothing in reads that show the last acknowledged change, or a later one that was sent', () => {
    const { journal, first, second } = twoChanges();
    const reads = [
      readOf(500, []),
      readOf(500, [shownAs(first)]),
      readOf(9_000, [shownAs(first)]),
      readOf(21_000, [shownAs(second)]),
      readOf(26_000, [shownAs(second)]),
    ];
    expect(changeFaults(reads, [journal], new Timeline())).toEqual([]);
  });

  it('should find an acknowledged change that is missing', () => {
    const { journal } = twoChanges();
    expect(changeFaults([readOf(9_000, [])], [journal], new Timeline())).toHaveLength(1);
  });

  it('should find an acknowledged change that is undone later', () => {
    const { journal, first } = twoChanges();
    const reads = [readOf(30_000, [shownAs(first)])];
    expect(changeFaults(reads, [journal], new Timeline())).toHaveLength(1);
  });

  it('should find a removed server that is back', () => {
    const { journal, second } = twoChanges();
    change(journal, null, [40_000, 40_010]);
    const reads = [readOf(50_000, [shownAs(second)])];
    expect(changeFaults(reads, [journal], new Timeline())).toHaveLength(1);
    expect(changeFaults([readOf(50_000, [])], [journal], new Timeline())).toEqual([]);
  });

  it('should find a change that nobody has sent yet', () => {
    const { journal, second } = twoChanges();
    const reads = [readOf(10_000, [shownAs(second)])];
    expect(changeFaults(reads, [journal], new Timeline())).toHaveLength(1);
  });

  it('should find a revision that goes back', () => {
    const { journal, second } = twoChanges();
    const reads = [readOf(30_000, [{ ...shownAs(second), revision: 1 }])];
    expect(changeFaults(reads, [journal], new Timeline())).toHaveLength(1);
  });

  it('should ask a server by its id only for itself', () => {
    const { journal } = twoChanges();
    const reads = [{ ...readOf(30_000, []), asked: 'another' }];
    expect(changeFaults(reads, [journal], new Timeline())).toEqual([]);
    const own = [{ ...readOf(30_000, []), asked: journal.id }];
    expect(changeFaults(own, [journal], new Timeline())).toHaveLength(1);
  });

  it('should let either be true while the outcome of a change is unknown', () => {
    const { journal, second } = twoChanges();
    const third = change(journal, 'third', [40_000, undefined]);
    const reads = [readOf(90_000, [shownAs(second)]), readOf(90_000, [shownAs(third)])];
    expect(changeFaults(reads, [journal], new Timeline())).toEqual([]);
  });

  it('should excuse a replica that is cut off from MongoDB until it has healed, and nothing from before', () => {
    const { journal, first, second } = twoChanges();
    const cut = timelineOf(['a replica cannot reach MongoDB', 15_000, 40_000]);
    expect(changeFaults([readOf(39_000, [shownAs(first)])], [journal], cut)).toEqual([]);
    expect(changeFaults([readOf(46_000, [shownAs(first)])], [journal], cut)).toHaveLength(1);
    expect(changeFaults([readOf(39_000, [])], [journal], cut)).toHaveLength(1);
    const elsewhere = [{ ...readOf(39_000, [shownAs(first)]), replica: 'replica-2' }];
    expect(changeFaults(elsewhere, [journal], cut)).toHaveLength(1);
    expect(changeFaults([readOf(46_000, [shownAs(second)])], [journal], cut)).toEqual([]);
  });

  it.each<FaultName>([
    'a replica cannot reach Redis',
    'Redis is killed',
    'the clock of a replica steps',
  ])('should excuse nothing when %s', (name) => {
    const { journal, first } = twoChanges();
    const timeline = timelineOf([name, 15_000, 40_000]);
    const reads = [readOf(39_000, [shownAs(first)])];
    expect(changeFaults(reads, [journal], timeline)).toHaveLength(1);
  });
});
