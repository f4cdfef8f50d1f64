import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TextDocument } from '../searchable.js';
import { SEARCH_LIMITS, type SearchLimits } from './search-limits.js';
import type { Term } from './term.js';
import { TextIndex } from './text-index.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const EACH_LETTER = Array.from(LETTERS);

const describedAs = (words: readonly string[], id = 'x'): TextDocument => ({
  id,
  name: '',
  labels: '',
  tools: '',
  description: words.join(' '),
});

const everything = (length: number): Uint8Array => new Uint8Array(length).fill(1);

/** Six letters that stand for a number. */
function sixLetters(number: number): string {
  let left = number;
  return Array.from({ length: 6 }, () => {
    const letter = LETTERS.charAt(left % LETTERS.length);
    left = Math.floor(left / LETTERS.length);
    return letter;
  }).join('');
}

describe('A search', () => {
  it('should end within its budget whatever was planted to be mistyped', () => {
    const index = new TextIndex();
    // Words that share 26 letters, so that nothing but comparing them letter by letter tells them apart.
    for (let server = 0; server < 30; server += 1) {
      const words = Array.from(
        { length: 8_000 },
        (_, word) => LETTERS + sixLetters(server * 8_000 + word),
      );
      const { terms, leftOut } = index.add(server, describedAs(words));
      expect([terms.length, leftOut]).toEqual([2_000, true]);
    }
    expect(index.terms).toBe(60_000);
    const six = Array.from({ length: 6 }, (_, word) => LETTERS + sixLetters(9_000_000 + word));
    const { cost, partial } = index.search(six.join(' '), everything(30));
    expect(partial).toBe(true);
    expect(cost).toBeLessThanOrEqual(SEARCH_LIMITS.cost);
    // Not one of them was compared letter by letter.
    expect(cost).toBeLessThan(6 * SEARCH_LIMITS.lookedAt);
    const known = index.search(LETTERS + sixLetters(8_001), everything(30));
    expect([...known.numbers]).toEqual([1]);
  });

  it('should end within its budget whatever shares a beginning', () => {
    const limits = { ...SEARCH_LIMITS, cost: 100_000 };
    const index = new TextIndex(limits);
    for (let server = 0; server < 20; server += 1) {
      const words = Array.from(
        { length: 500 },
        (_, word) => `pr${sixLetters(server * 500 + word)}`,
      );
      index.add(server, describedAs(words));
    }
    const flooded = index.search('pr', everything(20));
    expect(flooded.partial).toBe(true);
    expect(flooded.cost).toBeLessThanOrEqual(limits.cost);
    expect(flooded.cost).toBeGreaterThan(limits.cost / 2);
    const narrow = index.search('prh', everything(20));
    expect(narrow.partial).toBe(false);
    expect(narrow.numbers.length).toBeGreaterThan(0);
  });

  it('should give every word of the query its share', () => {
    const index = new TextIndex({ ...SEARCH_LIMITS, cost: 5_000 });
    const flood = Array.from({ length: 1_000 }, (_, word) => `pr${sixLetters(word)}`);
    for (let server = 0; server < 10; server += 1) index.add(server, describedAs(flood));
    index.add(10, describedAs(['weather']));
    const { numbers, partial, fallsBack } = index.search('pr weather', everything(11));
    expect([partial, fallsBack]).toEqual([true, true]);
    expect([...numbers]).toContain(10);
  });

  it('should leave out a word that too many servers have, and no other', () => {
    const index = new TextIndex({ ...SEARCH_LIMITS, cost: 60 });
    for (let server = 0; server < 50; server += 1) index.add(server, describedAs(['mcp']));
    index.add(50, describedAs(['mcp', 'sea']));
    const { numbers, partial } = index.search('mcp sea', everything(51));
    expect([...numbers]).toEqual([50]);
    expect(partial).toBe(true);
  });

  it.each([
    ['weather', 'wether'],
    ['weather', 'leather'],
    ['weather', 'eather'],
    ['weather', 'wweather'],
    ['weather', 'ewather'],
    ['weather', 'weathre'],
    ['weather', 'weathe'],
    ['weather', 'weatherr'],
    ['weather', 'weathes'],
    ['weather', 'waether'],
    ['calendars', 'kalenders'],
    ['calendars', 'aclenders'],
  ])('should find %s by %s', (term, typed) => {
    const index = new TextIndex();
    index.add(0, describedAs([term]));
    const { numbers, partial } = index.search(typed, everything(1));
    expect([...numbers]).toEqual([0]);
    expect(partial).toBe(false);
  });

  it('should find every word by every single typo in it', () => {
    const letter = fc.constantFrom(...EACH_LETTER);
    const word = fc.string({ unit: letter, minLength: 5, maxLength: 31 });
    const kind = fc.constantFrom('insert', 'leave out', 'replace', 'swap');
    fc.assert(
      fc.property(word, kind, letter, fc.nat(), (term, what, other, pick) => {
        const at = pick % (what === 'swap' ? term.length - 1 : term.length);
        const [start, end] = [term.slice(0, at), term.slice(at + 1)];
        const typed = {
          insert: start + other + term.slice(at),
          'leave out': start + end,
          replace: start + other + end,
          swap: start + end.charAt(0) + term.charAt(at) + end.slice(1),
        }[what];
        const index = new TextIndex();
        index.add(0, describedAs([term]));
        expect([...index.search(typed, everything(1)).numbers]).toEqual([0]);
      }),
    );
  });

  it('should forgive typos in six words only, and none in numbers', () => {
    const index = new TextIndex();
    index.add(0, describedAs(['weather', '2024']));
    const others = ['banana', 'orange', 'cherry', 'tomato', 'potato', 'walnut'];
    const find = (words: string[]): number[] => [
      ...index.search(words.join(' '), everything(1)).numbers,
    ];
    expect(find([...others.slice(1), 'wether'])).toEqual([0]);
    expect(find([...others, 'wether'])).toEqual([]);
    expect(find([...others, 'weather'])).toEqual([0]);
    expect(find(['2025'])).toEqual([]);
    expect(find(['2024', 'wether'])).toEqual([0]);
  });

  const limits: fc.Arbitrary<SearchLimits> = fc.record({
    document: fc.record({ terms: fc.integer({ min: 1, max: 12 }), words: fc.constant(40) }),
    cost: fc.integer({ min: 0, max: 3_000 }),
    lookedAt: fc.integer({ min: 0, max: 30 }),
    compared: fc.integer({ min: 0, max: 8 }),
  });
  const someWord = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'd'),
    minLength: 1,
    maxLength: 9,
  });
  const texts = fc.array(fc.array(someWord, { maxLength: 15 }), { minLength: 1, maxLength: 12 });
  const queries = fc.array(fc.array(someWord, { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  });

  it('should find the same whatever came and went before in which order, within its budget', () => {
    const program = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(limits, texts, queries, program, (few, words, asked, steps) => {
        const documents = words.map((text, index) => describedAs(text, `${index}`));
        const known = new Map<number, { number: number; terms: readonly Term[] }>();
        const disordered = new TextIndex(few);
        let next = 0;
        const toggle = (document: number): void => {
          const text = documents[document] ?? describedAs([]);
          const added = known.get(document);
          if (added === undefined) {
            known.set(document, { number: next, terms: disordered.add(next, text).terms });
            next += 1;
          } else {
            known.delete(document);
            disordered.remove(added.number, added.terms);
          }
        };
        for (const step of steps) toggle(step % documents.length);
        for (const document of documents.keys()) if (!known.has(document)) toggle(document);
        const ordered = new TextIndex(few);
        documents.forEach((document, number) => ordered.add(number, document));
        const documentOf = new Map([...known].map(([document, { number }]) => [number, document]));
        for (const text of asked.map((query) => query.join(' '))) {
          const hits = ordered.search(text, everything(documents.length));
          const { cost, partial, fallsBack } = hits;
          const found = [...hits.numbers].sort((a, b) => a - b).map((n) => [n, hits.scores[n]]);
          expect(cost).toBeLessThanOrEqual(few.cost);
          const others = disordered.search(text, everything(next));
          const othersFound = [...others.numbers]
            .map((number) => [documentOf.get(number) ?? -1, others.scores[number]])
            .sort(([a], [b]) => (a ?? 0) - (b ?? 0));
          expect({ ...others, numbers: othersFound, scores: 0 }).toEqual({
            numbers: found,
            scores: 0,
            cost,
            partial,
            fallsBack,
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
