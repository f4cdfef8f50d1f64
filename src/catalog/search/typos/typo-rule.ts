import { editDistance } from './edit-distance.js';
import { bitCount, letterGroup } from './letters.js';
import type { QueryWord } from '../query-words.js';

/** Whether the letters of a term are like enough to the word's: one typo changes at most two of the set. */
export function hasLikeLetters({ letters, typos }: QueryWord, lettersOfTerm: number): boolean {
  return bitCount(letters ^ lettersOfTerm) <= 2 * typos;
}

/** How many typos turn the word into the term; 0 when they are too many, or none. */
export function typosBetween({ text, typos }: QueryWord, term: string): number {
  const distance = editDistance(text, term, typos);
  return distance > typos ? 0 : distance;
}

export function firstGroup(text: string): number {
  return letterGroup(text.charCodeAt(0));
}

export function lastGroup(text: string): number {
  return letterGroup(text.charCodeAt(text.length - 1));
}
