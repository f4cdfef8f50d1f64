import { beforeEach, describe, expect, it } from '@jest/globals';
import { Doubts } from './doubts.js';

describe(Doubts.name, () => {
  let doubts: Doubts;

  beforeEach(() => {
    doubts = new Doubts();
  });

  it('should believe the third failure in a row, and look again soon until then', () => {
    expect(doubts.againInMs('a', 'd')).toBeUndefined();
    expect(doubts.isBelieved('a', 'd', 0)).toBe(false);
    expect(doubts.againInMs('a', 'd')).toBe(3_000);
    expect(doubts.isBelieved('a', 'd', 3_000)).toBe(false);
    expect(doubts.againInMs('a', 'd')).toBe(6_000);
    expect(doubts.isBelieved('a', 'd', 9_000)).toBe(true);
    expect(doubts.againInMs('a', 'd')).toBeUndefined();
    // Held back by the mass guard, it stays believed.
    expect(doubts.isBelieved('a', 'd', 69_000)).toBe(true);
  });

  it('should begin again after a good look, and with another manifest', () => {
    for (const at of [0, 3_000]) expect(doubts.isBelieved('a', 'd', at)).toBe(false);
    doubts.settle('a');
    expect(doubts.againInMs('a', 'd')).toBeUndefined();
    for (const at of [9_000, 12_000]) expect(doubts.isBelieved('a', 'd', at)).toBe(false);
    expect(doubts.againInMs('a', 'other')).toBeUndefined();
    expect(doubts.isBelieved('a', 'other', 18_000)).toBe(false);
    expect(doubts.againInMs('a', 'other')).toBe(3_000);
  });

  it('should take failures at the same moment for one', () => {
    for (const at of [0, 1, 999]) expect(doubts.isBelieved('a', 'd', at)).toBe(false);
    expect(doubts.againInMs('a', 'd')).toBe(3_000);
    expect(doubts.isBelieved('a', 'd', 1_000)).toBe(false);
    expect(doubts.isBelieved('a', 'd', 2_000)).toBe(true);
  });

  it('should forget the oldest ones of too many', () => {
    doubts = new Doubts(2);
    for (const name of ['a', 'b', 'c']) doubts.isBelieved(name, 'd', 0);
    expect(['a', 'b', 'c'].map((name) => doubts.againInMs(name, 'd'))).toEqual([
      undefined,
      3_000,
      3_000,
    ]);
  });
});
