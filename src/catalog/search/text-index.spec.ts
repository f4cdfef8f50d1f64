import { describe, expect, it } from '@jest/globals';
import type { TextDocument } from '../searchable.js';
import type { Term } from './term.js';
import { TextIndex } from './text-index.js';

const document = (id: string, fields: Partial<TextDocument> = {}): TextDocument => ({
  id,
  name: '',
  labels: '',
  tools: '',
  description: '',
  ...fields,
});

/** A text index by ids, as the catalog has it by numbers. */
class Library {
  readonly index = new TextIndex();
  private readonly ids: string[] = [];
  private readonly terms: (readonly Term[])[] = [];

  add(one: TextDocument): void {
    this.terms.push(this.index.add(this.ids.push(one.id) - 1, one).terms);
  }

  remove(one: TextDocument): void {
    const number = this.ids.indexOf(one.id);
    this.index.remove(number, this.terms[number] ?? []);
  }

  /** Rounded scores by id. */
  search(text: string, wanted = (id: string): boolean => id !== ''): Map<string, number> {
    const flags = Uint8Array.from(this.ids, (id) => (wanted(id) ? 1 : 0));
    const { numbers, scores } = this.index.search(text, flags);
    const rounded = (number: number): number => Math.round((scores[number] ?? 0) * 10_000) / 10_000;
    return new Map(
      [...numbers].sort((a, b) => a - b).map((number) => [this.ids[number] ?? '', rounded(number)]),
    );
  }
}

function indexOf(...documents: TextDocument[]): Library {
  const library = new Library();
  for (const one of documents) library.add(one);
  return library;
}

const ranked = (library: Library, text: string): string[] =>
  [...library.search(text)].sort(([, a], [, b]) => b - a).map(([id]) => id);

describe(TextIndex.name, () => {
  it('should weigh name, labels, tools and description in this order', () => {
    const index = indexOf(
      document('in description', { description: 'weather' }),
      document('in tools', { tools: 'weather' }),
      document('in labels', { labels: 'weather' }),
      document('in name', { name: 'weather' }),
      document('nowhere', { name: 'mail' }),
    );
    expect(ranked(index, 'weather')).toEqual([
      'in name',
      'in labels',
      'in tools',
      'in description',
    ]);
  });

  it('should put the word before its continuation, and both before typos', () => {
    const index = indexOf(
      document('typo', { name: 'wheather' }),
      document('continued', { name: 'weatherproof' }),
      document('itself', { name: 'weather' }),
    );
    expect(ranked(index, 'weather')).toEqual(['itself', 'continued', 'typo']);
  });

  it('should not reward repetition', () => {
    const index = indexOf(
      document('once', { description: 'weather' }),
      document('often', { description: 'weather weather weather weather' }),
    );
    expect(new Set(index.search('weather').values()).size).toBe(1);
  });

  it('should count a rare word more than a frequent one', () => {
    const index = indexOf(
      document('a', { name: 'server' }),
      document('b', { name: 'server' }),
      document('c', { name: 'server' }),
      document('d', { name: 'sailing' }),
    );
    expect(ranked(index, 'server sailing')[0]).toBe('d');
  });

  it('should find all words, or else some', () => {
    const index = indexOf(
      document('both', { description: 'reads mail' }),
      document('one', { description: 'sends mail' }),
    );
    expect(ranked(index, 'reads mail')).toEqual(['both']);
    expect(ranked(index, 'sends mail today')).toEqual(['one', 'both']);
    expect(ranked(index, '')).toEqual([]);
  });

  it('should forget what is removed, down to the last score', () => {
    const kept = [
      document('a', { name: 'weather' }),
      document('b', { description: 'weather mail' }),
    ];
    const index = indexOf(...kept);
    for (let round = 0; round < 3; round += 1) {
      const passing = document(`c${round}`, { name: 'weather', tools: 'weathering' });
      index.add(passing);
      index.remove(passing);
    }
    for (const text of ['weather', 'weathering', 'mail']) {
      expect(index.search(text)).toEqual(indexOf(...kept).search(text));
    }
  });

  it('should not let unwanted documents decide what is found', () => {
    const index = indexOf(
      document('hidden', { name: 'weather forecast' }),
      document('shown', { name: 'weather' }),
    );
    const found = index.search('weather forecast', (id) => id !== 'hidden');
    expect([...found.keys()]).toEqual(['shown']);
  });

  it('should look at ten words at most', () => {
    const words = Array.from(
      { length: 12 },
      (_, index) => `word${String.fromCharCode(97 + index)}x`,
    );
    const index = indexOf(document('last', { name: words.at(-1) ?? '' }));
    expect(ranked(index, words.join(' '))).toEqual(['last']);
    expect(ranked(index, `${'unrelated '.repeat(30)}${words.at(-1) ?? ''}`)).toEqual(['last']);
    const unrelated = 'aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj';
    expect(ranked(index, `${unrelated} ${words.at(-1) ?? ''}`)).toEqual([]);
  });
});
