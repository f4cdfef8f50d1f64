import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Budget } from './budget.js';
import { Hold } from './hold.js';

describe(Budget.name, () => {
  it('should give each client its share, and no more than there is', () => {
    const budget = new Budget('streams', { most: 10, share: 4 });
    new Hold(budget, 'a').add(4);
    expect(budget.refusal('a', 1)).toBe('share');
    new Hold(budget, 'b').add(4);
    expect(budget.refusal('c', 3)).toBe('all');
    expect(budget.refusal('c', 2)).toBeUndefined();
  });

  it('should let programs on the same machine use everything', () => {
    const budget = new Budget('streams', { most: 10, share: 4 });
    new Hold(budget, 'local').add(10);
    expect(budget.refusal('local', 1)).toBe('all');
  });

  it('should refuse with the code that tells the two apart', () => {
    const budget = new Budget('event streams', { most: 2, share: 1 });
    new Hold(budget, 'a').add(1);
    expect(() => new Hold(budget, 'a').add(1)).toThrow(
      expect.objectContaining({ code: 'QUOTA_EXCEEDED', retryAfterSeconds: 5 }),
    );
    new Hold(budget, 'b').add(1);
    expect(() => new Hold(budget, 'c').add(1)).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', retryAfterSeconds: 5 }),
    );
  });

  it('should be empty again, and remember no client, when everything is released', () => {
    const step = fc.record({ client: fc.constantFrom('a', 'b', 'local'), amount: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const budget = new Budget('bytes', { most: 12, share: 6 });
        const holds = steps.flatMap(({ client, amount }) => {
          if (budget.refusal(client, amount) !== undefined) return [];
          return [new Hold(budget, client).add(amount)];
        });
        expect(budget.used).toBeLessThanOrEqual(12);
        expect(budget.usedBy('a')).toBeLessThanOrEqual(6);
        for (const hold of [...holds, ...holds]) hold.release();
        expect(budget.view()).toEqual({ used: 0, most: 12, clients: 0 });
      }),
    );
  });
});
