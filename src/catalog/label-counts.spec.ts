import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LabelCounts } from './label-counts.js';

describe(LabelCounts.name, () => {
  it('should count up and down, and rank the first few as all', () => {
    const label = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    fc.assert(
      fc.property(fc.array(label), fc.integer({ min: 1, max: 8 }), (labels, few) => {
        const counts = new LabelCounts();
        for (const one of labels) counts.add([one, 'passing'], 1);
        labels.forEach(() => {
          counts.add(['passing'], -1);
        });
        expect(counts.size).toBe(new Set(labels).size);
        expect(counts.top(few)).toEqual(counts.ranked().slice(0, few));
        for (const [name, count] of counts.ranked()) {
          expect(count).toBe(labels.filter((one) => one === name).length);
        }
      }),
    );
  });
});
