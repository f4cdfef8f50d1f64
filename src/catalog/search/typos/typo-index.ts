import { LETTER_GROUPS, lettersOf } from './letters.js';
import type { QueryWord } from '../query-words.js';
import type { SearchBudget } from '../search-budget.js';
import { COSTS, type SearchLimits } from '../search-limits.js';
import type { Term } from '../term.js';
import { TypoBucket } from './typo-bucket.js';
import { firstGroup, hasLikeLetters, lastGroup, typosBetween } from './typo-rule.js';

/** Shorter terms are never taken for typos. */
const SHORTEST = 3;

/**
 * Finds terms that are a word with typos. Each term is in two buckets, by its length and by its first and its last letter.
 * Where a word has more candidates than the limits allow, none is looked at: what is found depends on which terms there
 * are, never on the order in which they came.
 */
export class TypoIndex {
  private readonly byFirst: TypoBucket[] = [];
  private readonly byLast: TypoBucket[] = [];

  constructor(private readonly limits: SearchLimits) {}

  add(term: Term): void {
    const { text } = term;
    if (text.length < SHORTEST) return;
    const letters = lettersOf(text);
    const first = bucketKey(text.length, firstGroup(text));
    const last = bucketKey(text.length, lastGroup(text));
    term.firstSlot = (this.byFirst[first] ??= new TypoBucket()).add(term, letters);
    term.lastSlot = (this.byLast[last] ??= new TypoBucket()).add(term, letters);
  }

  remove({ text, firstSlot, lastSlot }: Term): void {
    if (text.length < SHORTEST) return;
    const first = this.byFirst[bucketKey(text.length, firstGroup(text))]?.remove(firstSlot);
    if (first !== undefined) first.firstSlot = firstSlot;
    const last = this.byLast[bucketKey(text.length, lastGroup(text))]?.remove(lastSlot);
    if (last !== undefined) last.lastSlot = lastSlot;
  }

  /** The terms that are the word with typos, with how many, in order of the terms. */
  find(word: QueryWord, budget: SearchBudget): [term: Term, typos: number][] {
    const buckets = this.bucketsFor(word);
    const lookedAt = buckets.reduce((sum, [bucket]) => sum + bucket.size, 0);
    if (lookedAt > this.limits.lookedAt || !budget.pay(lookedAt * COSTS.letters)) {
      budget.partial = true;
      return [];
    }
    const candidates = this.candidates(word, buckets);
    if (candidates === undefined || !budget.pay(candidates.length * COSTS.distance)) {
      budget.partial = true;
      return [];
    }
    const found: [Term, number][] = [];
    for (const term of candidates) {
      const typos = typosBetween(word, term.text);
      if (typos > 0) found.push([term, typos]);
    }
    return found.sort(([a], [b]) => (a.text < b.text ? -1 : 1));
  }

  /** The terms of the buckets that have like letters, each once; `undefined` = there are too many. */
  private candidates(
    word: QueryWord,
    buckets: readonly (readonly [TypoBucket, isSecond: boolean])[],
  ): Term[] | undefined {
    const candidates: Term[] = [];
    const first = firstGroup(word.text);
    for (const [bucket, isSecond] of buckets) {
      for (let slot = 0; slot < bucket.size; slot += 1) {
        if (!hasLikeLetters(word, bucket.lettersAt(slot))) continue;
        const term = bucket.termAt(slot);
        if (term === undefined || (isSecond && firstGroup(term.text) === first)) continue;
        if (candidates.length === this.limits.compared) return undefined;
        candidates.push(term);
      }
    }
    return candidates;
  }

  /** Each with whether it is one of the buckets by last letter, some of whose terms are also in the others. */
  private bucketsFor({ text, typos }: QueryWord): [TypoBucket, isSecond: boolean][] {
    const buckets: [TypoBucket, boolean][] = [];
    for (let length = text.length - typos; length <= text.length + typos; length += 1) {
      const first = this.byFirst[bucketKey(length, firstGroup(text))];
      const last = this.byLast[bucketKey(length, lastGroup(text))];
      if (first !== undefined) buckets.push([first, false]);
      if (last !== undefined) buckets.push([last, true]);
    }
    return buckets;
  }
}

function bucketKey(length: number, group: number): number {
  return length * LETTER_GROUPS + group;
}
