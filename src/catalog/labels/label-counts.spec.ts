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
        expect(counts.top(few)).toEqual(counts.top(Infinity).slice(0, few));
        for (const [name, count] of counts.top(Infinity)) {
          expect(count).toBe(labels.filter((one) => one === name).length);
        }
      }),
    );
  });

  it('should complete the most frequent labels first, then the others by name, and count all', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '\uffff'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(name), name, fc.integer({ min: 1, max: 8 }), (labels, prefix, few) => {
        const counts = new LabelCounts();
        for (const one of labels) counts.add([one], 1);
        const fitting = counts.top(Infinity).filter(([label]) => label.startsWith(prefix));
        expect(counts.completions(prefix, few)).toEqual({
          values: fitting.slice(0, few).map(([label]) => label),
          total: fitting.length,
        });
      }),
    );
  });

  it('should give names beyond the thousand most frequent by name', () => {
    const counts = new LabelCounts();
    for (let index = 0; index < 1_000; index += 1) counts.add([`a${index}`, `a${index}`], 1);
    for (const label of ['b2', 'b1', 'b3', 'b3']) counts.add([label], 1);
    counts.add(['b3'], -1);
    expect(counts.completions('b', 2)).toEqual({ values: ['b1', 'b2'], total: 3 });
    expect(counts.completions('', 1)).toEqual({ values: ['a0'], total: 1_003 });
  });
});
