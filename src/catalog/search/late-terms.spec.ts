import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SystemClock } from '../../common/system-clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { TextDocument } from '../searchable.js';
import { TextIndex } from './text-index.js';

const WORDS = [
  'weather',
  'whether',
  'weathered',
  'feather',
  'tide',
  'tides',
  'tidal',
  'tied',
  'ti',
];
const QUERIES = ['weather', 'wea', 'wether', 'tid', 't', 'tdie'];

interface Step {
  readonly number: number;
  readonly words: readonly string[];
  /** What is asked after the change: `file` files what waits, `nothing` lets it wait. */
  readonly then: 'search' | 'file' | 'nothing';
}

const step: fc.Arbitrary<Step> = fc.record({
  number: fc.nat(4),
  words: fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 5 }),
  then: fc.constantFrom('search', 'file', 'nothing'),
});

const documentOf = (words: readonly string[]): TextDocument => ({
  id: 'x',
  name: '',
  labels: '',
  tools: '',
  description: words.join(' '),
});

function found(index: TextIndex): unknown {
  const wanted = new Uint8Array(5).fill(1);
  return QUERIES.map((query) => {
    const { numbers, scores, cost } = index.search(query, wanted);
    return [query, cost, [...numbers].sort().map((number) => [number, scores[number]?.toFixed(9)])];
  });
}

function indexOf(documents: ReadonlyMap<number, readonly string[]>): TextIndex {
  const index = new TextIndex();
  for (const [number, words] of documents) index.add(number, documentOf(words));
  return index;
}

describe('Terms that are filed later', () => {
  it('should be found as in an index that was made at once, whenever somebody searches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const index = new TextIndex();
        const documents = new Map<number, readonly string[]>();
        for (const { number, words, then } of steps) {
          const before = documents.get(number);
          if (before !== undefined) index.remove(number, documentOf(before));
          documents.delete(number);
          if (words.length > 0) {
            index.add(number, documentOf(words));
            documents.set(number, words);
          }
          if (then === 'file') await index.file(new TimeSlice(new SystemClock()));
          if (then === 'search') expect(found(index)).toEqual(found(indexOf(documents)));
        }
        expect(found(index)).toEqual(found(indexOf(documents)));
        expect(index.terms).toBe(new Set([...documents.values()].flat()).size);
      }),
      { numRuns: 300 },
    );
  });
});
