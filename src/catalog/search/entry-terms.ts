import type { QueryWord } from './query-words.js';
import { LETTER_GROUPS, lettersOf } from './typos/letters.js';
import { firstGroup, hasLikeLetters, lastGroup, typosBetween } from './typos/typo-rule.js';

/** The terms of one server, asked for the words of queries: as the index finds them, without its limits. */
export class EntryTerms {
  private readonly terms: readonly string[];
  private ends: TermsByEnds | undefined;
  private readonly answers = new Map<readonly QueryWord[], number>();

  constructor(terms: Iterable<string>) {
    this.terms = [...terms].sort();
  }

  /** How many of a query's words stand for one of the terms; remembered for these very words. */
  found(words: readonly QueryWord[]): number {
    let found = this.answers.get(words);
    if (found === undefined) {
      found = words.filter((word) => this.has(word)).length;
      this.answers.set(words, found);
    }
    return found;
  }

  private has(word: QueryWord): boolean {
    if (this.hasItselfOrBeginning(word)) return true;
    return word.typos > 0 && (this.ends ??= new TermsByEnds(this.terms)).hasTypo(word);
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
}

/** People seldom mistype both ends of a word, so it is compared only with the few terms that begin or end like it. */
class TermsByEnds {
  private readonly letters: Int32Array;
  private readonly byFirst = groups();
  private readonly byLast = groups();

  constructor(private readonly terms: readonly string[]) {
    this.letters = Int32Array.from(terms, lettersOf);
    for (const [index, term] of terms.entries()) {
      this.byFirst[firstGroup(term)]?.push(index);
      this.byLast[lastGroup(term)]?.push(index);
    }
  }

  hasTypo(word: QueryWord): boolean {
    const isTypo = (index: number): boolean => this.isTypo(word, index);
    const { text } = word;
    return (
      this.byFirst[firstGroup(text)]?.some(isTypo) === true ||
      this.byLast[lastGroup(text)]?.some(isTypo) === true
    );
  }

  private isTypo(word: QueryWord, index: number): boolean {
    if (!hasLikeLetters(word, this.letters[index] ?? 0)) return false;
    const term = this.terms[index] ?? '';
    const { text, typos } = word;
    return Math.abs(term.length - text.length) <= typos && typosBetween(word, term) > 0;
  }
}

function groups(): number[][] {
  return Array.from({ length: LETTER_GROUPS }, () => []);
}
