import { hasLikeLetters, sharesAnEnd, typosBetween } from './typos/typo-rule.js';
import { lettersOf } from './typos/letters.js';
import type { QueryWord } from './query-words.js';

/** This many words of queries are remembered with their answers, because many clients ask for the same ones. */
const MOST_REMEMBERED = 1_000;

/** The terms of one server, asked word by word whether they are found: as the index finds them, without its limits. */
export class EntryTerms {
  private readonly terms: readonly string[];
  private letters: Int32Array | undefined;
  private readonly answers = new Map<string, boolean>();

  constructor(terms: Iterable<string>) {
    this.terms = [...terms].sort();
  }

  /** Whether a word of a query stands for one of the terms. */
  has(word: QueryWord): boolean {
    const key = `${word.typos}${word.text}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = this.hasItselfOrBeginning(word) || (word.typos > 0 && this.hasTypo(word));
    if (this.answers.size >= MOST_REMEMBERED) this.answers.clear();
    this.answers.set(key, answer);
    return answer;
  }

  private hasItselfOrBeginning({ text, isPrefix }: QueryWord): boolean {
    let low = 0;
    let high = this.terms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.terms[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    const next = this.terms[low];
    return next === text || (isPrefix && next?.startsWith(text) === true);
  }

  private hasTypo(word: QueryWord): boolean {
    const letters = (this.letters ??= Int32Array.from(this.terms, lettersOf));
    return this.terms.some(
      (term, index) =>
        Math.abs(term.length - word.text.length) <= word.typos &&
        hasLikeLetters(word, letters[index] ?? 0) &&
        sharesAnEnd(word, term) &&
        typosBetween(word, term) > 0,
    );
  }
}
