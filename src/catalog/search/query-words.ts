import { lettersOf } from './typos/letters.js';
import { tokenize } from './tokenize.js';

const MAX_WORDS = 10;
/** Looking for typos costs most. */
const MAX_FUZZY_WORDS = 6;
const MIN_PREFIX = 2;
const MIN_FUZZY = 4;
const LETTERS_PER_TYPO = 5;
const MAX_TYPOS = 2;
const DIGITS = /^\d+$/;

/** A word of a query. */
export interface QueryWord {
  readonly text: string;
  readonly letters: number;
  /** It also stands for the terms that begin with it. */
  readonly isPrefix: boolean;
  /** How many typos are forgiven. */
  readonly typos: number;
}

/** The words of a query that are searched for: ten, and typos are forgiven in the first six that are long enough. */
export function queryWords(text: string): QueryWord[] {
  let fuzzy = 0;
  return [...new Set(tokenize(text))].slice(0, MAX_WORDS).map((word) => {
    const typos = fuzzy < MAX_FUZZY_WORDS ? forgivenTypos(word) : 0;
    if (typos > 0) fuzzy += 1;
    return { text: word, letters: lettersOf(word), isPrefix: word.length >= MIN_PREFIX, typos };
  });
}

/** Another number is never a typo: most are years, versions and parts of ids. */
function forgivenTypos(word: string): number {
  const { length } = word;
  if (DIGITS.test(word)) return 0;
  return length < MIN_FUZZY ? 0 : Math.min(Math.round(length / LETTERS_PER_TYPO), MAX_TYPOS);
}
