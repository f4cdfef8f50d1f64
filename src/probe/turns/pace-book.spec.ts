import { describe, expect, it } from '@jest/globals';
import { PaceBook } from './pace-book.js';

describe(PaceBook.name, () => {
  it('should tell quick targets from slow ones by their last time', () => {
    const book = new PaceBook();
    expect(book.of('a')).toBe('unknown');
    book.note('a', 999);
    expect(book.of('a')).toBe('quick');
    book.note('a', 1_000);
    expect(book.of('a')).toBe('slow');
    book.note('a', 5);
    expect(book.of('a')).toBe('quick');
  });

  it('should forget those that were not asked for the longest time', () => {
    const book = new PaceBook(2);
    for (const target of ['a', 'b', 'a', 'c']) book.note(target, 0);
    expect(['a', 'b', 'c'].map((target) => book.of(target))).toEqual(['quick', 'unknown', 'quick']);
  });
});
