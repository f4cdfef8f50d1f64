import type { TermTable } from './indexed-terms.js';
import type { QueryWord } from './query-words.js';
import type { SearchBudget } from './search-budget.js';
import { COSTS, type SearchLimits } from './search-limits.js';
import { TermTree } from './term-tree.js';
import { Term } from './term.js';
import { TypoIndex } from './typos/typo-index.js';

const PREFIX_LIKENESS = 0.5;
const TYPO_LIKENESS = 0.3;

/** V8 makes longer substrings of texts point into the text, which would be kept for each of its words. */
const LONGEST_COPIED = 12;

/** Receives a term that a word may stand for; its likeness is 1 for the word itself, less for beginnings and typos. */
export type MatchListener = (term: Term, likeness: number) => void;

/** All indexed terms, found by the word itself, by its beginning, and with typos. */
export class Vocabulary implements TermTable<Term> {
  private readonly terms = new TermTree();
  private readonly typos: TypoIndex;

  constructor(limits: SearchLimits) {
    this.typos = new TypoIndex(limits);
  }

  /** How many terms there are. */
  get size(): number {
    return this.terms.size;
  }

  get(text: string): Term | undefined {
    return this.terms.get(text);
  }

  /** Adds a term that is not known; it gets its first document next. */
  add(text: string): Term {
    const own = text.length > LONGEST_COPIED ? Buffer.from(text).toString() : text;
    const term = new Term(own);
    this.terms.add(term);
    this.typos.add(term);
    return term;
  }

  /** Takes away a term that has lost its last document. */
  remove(term: Term): void {
    this.terms.remove(term);
    this.typos.remove(term);
  }

  /**
   * Finds the terms that a word may stand for, each once: itself, those it is the beginning of, then those with typos, each in
   * order of the alphabet. A term is taken only if its documents can be paid for.
   */
  match(word: QueryWord, budget: SearchBudget, take: MatchListener): void {
    const itself = this.terms.get(word.text);
    if (itself !== undefined && budget.pay(itself.length)) take(itself, 1);
    if (word.isPrefix) this.matchBeginnings(word.text, budget, take);
    if (word.typos === 0) return;
    for (const [term, typos] of this.typos.find(word, budget)) {
      if (term.text.startsWith(word.text)) continue;
      if (budget.pay(term.length)) take(term, TYPO_LIKENESS / typos);
    }
  }

  private matchBeginnings(word: string, budget: SearchBudget, take: MatchListener): void {
    for (const term of this.terms.with(word)) {
      const { text } = term;
      if (text.length === word.length) continue;
      if (!budget.pay(COSTS.term)) return;
      const likeness = PREFIX_LIKENESS * (0.5 + word.length / text.length / 2);
      if (budget.pay(term.length)) take(term, likeness);
    }
  }
}
