import { describe, expect, it } from '@jest/globals';
import { KnownWords } from './known-words.js';
import { TextIndex } from './text-index.js';

const documentOf = (description: string) => ({
  id: 'x',
  name: '',
  labels: '',
  tools: '',
  description,
});

describe(KnownWords.name, () => {
  it.each(['', 'tides', 'aBﷺ', 'Übersetzung for getWeather\u00a0and 天気\u3000予報'])(
    'should be the same when they have left the index: "%s"',
    (description) => {
      const index = new TextIndex();
      const { terms } = index.add(0, documentOf(description));
      const texts = terms.map(({ text }) => text);
      const words = new KnownWords(terms);
      expect(words.texts).toEqual(texts);
      expect(words.leave()).toEqual(terms);
      expect(words.texts).toEqual(texts);
      expect(words.count).toBe(texts.length);
      expect(words.leave()).toEqual([]);
    },
  );
});
