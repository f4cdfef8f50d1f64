import { describe, expect, it } from '@jest/globals';
import type { TextDocument } from '../searchable.js';
import { indexedTerms, readTerms, type SeenTerm } from './indexed-terms.js';

const document = (fields: Partial<TextDocument>): TextDocument => ({
  id: 'x',
  name: '',
  labels: '',
  tools: '',
  description: '',
  ...fields,
});

describe(indexedTerms.name, () => {
  it('should take name, labels, tools and description in this order, each from its beginning', () => {
    const fields = { description: 'e f a', tools: 'd', labels: 'c', name: 'a b' };
    const limits = { words: 100, terms: 5 };
    expect(indexedTerms(document(fields), { ...limits, terms: 6 })).toEqual({
      terms: ['a', 'b', 'c', 'd', 'e', 'f'],
      leftOut: false,
    });
    expect(indexedTerms(document(fields), limits)).toEqual({
      terms: ['a', 'b', 'c', 'd', 'e'],
      leftOut: true,
    });
  });

  it('should say that something is left out only when it is', () => {
    const words = Array.from({ length: 2_001 }, (_, index) => `w${index}`);
    const all = indexedTerms(document({ description: words.slice(1).join(' ') }));
    expect([all.terms.length, all.leftOut]).toEqual([2_000, false]);
    const more = indexedTerms(document({ description: words.join(' ') }));
    expect([more.terms.length, more.leftOut]).toEqual([2_000, true]);
    expect(more.terms).toEqual(words.slice(0, 2_000));
  });

  it.each([
    ['short words', 'a b '.repeat(64 * 1_024)],
    ['letters that stand for four words each', 'ﷺ'.repeat(80 * 1_024)],
    ['one word', 'x'.repeat(256 * 1_024)],
    ['words in camelCase', 'aB'.repeat(128 * 1_024)],
  ])('should read so many words of %s and no more', (_name, description) => {
    let asked = 0;
    const known = new Map<string, SeenTerm>();
    const { seen } = readTerms(document({ description }), {
      get: (word) => {
        asked += 1;
        expect(word.length).toBeLessThanOrEqual(32);
        return known.get(word);
      },
      add: (word) => {
        const term = { fieldsSeen: 0 };
        known.set(word, term);
        return term;
      },
    });
    expect(asked).toBeLessThanOrEqual(32_769);
    expect(seen.length).toBe(known.size);
  });

  it('should find the words of a long text as those of a short one', () => {
    const sentence = 'Reads getCurrentWeather, and übersetzt: 天気 予報. ';
    const long = indexedTerms(document({ description: sentence.repeat(500) }));
    const short = indexedTerms(document({ description: sentence }));
    expect(new Set(long.terms)).toEqual(new Set(short.terms));
  });
});
