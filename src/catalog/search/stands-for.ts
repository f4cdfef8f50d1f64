import { editDistance } from './edit-distance.js';

export const MIN_PREFIX = 2;
const MIN_FUZZY = 4;
/** Nobody mistypes longer words; comparing them would cost too much. */
const MAX_FUZZY = 32;
const LETTERS_PER_TYPO = 5;
const MAX_TYPOS = 2;

/** How many typos are forgiven in a word of a query. */
export function forgivenTypos({ length }: string): number {
  if (length < MIN_FUZZY || length > MAX_FUZZY) return 0;
  return Math.min(Math.round(length / LETTERS_PER_TYPO), MAX_TYPOS);
}

/** Whether a word of a query finds a term: it is the term, or its beginning, or it with typos. */
export function standsFor(word: string, term: string): boolean {
  if (word === term || (word.length >= MIN_PREFIX && term.startsWith(word))) return true;
  const typos = forgivenTypos(word);
  return typos > 0 && editDistance(word, term, typos) <= typos;
}
