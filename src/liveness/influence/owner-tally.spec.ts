import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OwnerTally } from './owner-tally.js';

describe(OwnerTally.name, () => {
  it('should agree with a plain count, also on the largest', () => {
    const step = fc.record({ owner: fc.constantFrom('a', 'b', 'c'), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tally = new OwnerTally();
        const counts = new Map<string, number>();
        for (const { owner, add } of steps) {
          const count = counts.get(owner) ?? 0;
          if (!add && count === 0) continue;
          counts.set(owner, count + (add ? 1 : -1));
          tally.add(owner, add ? 1 : -1);
          const most = Math.max(...counts.values());
          expect(tally.of(tally.largest)).toBe(most);
          expect(tally.total).toBe([...counts.values()].reduce((sum, one) => sum + one, 0));
          const present = [...counts].filter(([, one]) => one > 0).map(([name]) => name);
          expect([...tally.owners()].sort()).toEqual(present.sort());
          expect(tally.size).toBe(present.length);
        }
      }),
    );
  });
});
