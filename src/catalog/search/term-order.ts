import type { TimeSlice } from '../../common/time-slice.js';
import { SortedBlocks } from '../sorted-blocks.js';
import type { QueryWord } from './query-words.js';
import type { SearchBudget } from './search-budget.js';
import type { SearchLimits } from './search-limits.js';
import type { Term } from './term.js';
import { TypoIndex } from './typos/typo-index.js';

/** No more terms than this wait to be filed, so a search that needs them never files more at once. */
const MOST_WAITING = 4_096;
const AT_ONCE = 64;

/**
 * The terms in order of the alphabet, and by what they are mistyped as. Filing a term costs more than all else that is
 * done with it, so the terms of a change wait and are filed in slices; a search files those that still wait.
 */
export class TermOrder {
  private readonly sorted = new SortedBlocks<Term>((a, b) => a.text < b.text);
  private readonly typos: TypoIndex;
  /** By their text: terms that came and are not filed, and terms that went and still are. */
  private readonly waiting = new Map<string, Term>();

  constructor(limits: SearchLimits) {
    this.typos = new TypoIndex(limits);
  }

  /** A term that went and was not taken out yet: it is there again. */
  takeBack(text: string): Term | undefined {
    const term = this.waiting.get(text);
    if (term !== undefined) this.waiting.delete(text);
    return term;
  }

  add(term: Term): void {
    this.wait(term);
  }

  remove(term: Term): void {
    if (term.isFiled) this.wait(term);
    else this.waiting.delete(term.text);
  }

  /** The terms that are not before `word`, in their order. Nothing may change meanwhile. */
  from(word: string): Iterable<Term> {
    this.fileSome(MOST_WAITING);
    return this.sorted.from(({ text }) => text < word);
  }

  /** The terms that are the word with typos, with how many, in their order. */
  mistyped(word: QueryWord, budget: SearchBudget): [term: Term, typos: number][] {
    this.fileSome(MOST_WAITING);
    return this.typos.find(word, budget);
  }

  /** Files all that wait, in slices. */
  async fileWaiting(slice: TimeSlice): Promise<void> {
    while (this.waiting.size > 0) {
      await slice.pause();
      this.fileSome(AT_ONCE);
    }
  }

  /** Puts what was loaded in order. */
  async settle(slice: TimeSlice): Promise<void> {
    await this.fileWaiting(slice);
    await this.sorted.settle(slice);
  }

  private wait(term: Term): void {
    this.waiting.set(term.text, term);
    if (this.waiting.size > MOST_WAITING) this.fileSome(1);
  }

  private fileSome(most: number): void {
    let left = most;
    for (const [text, term] of this.waiting) {
      if (left === 0) return;
      left -= 1;
      this.waiting.delete(text);
      if (term.isFiled) this.takeOut(term);
      else this.file(term);
    }
  }

  private file(term: Term): void {
    term.isFiled = true;
    this.sorted.add(term);
    this.typos.add(term);
  }

  private takeOut(term: Term): void {
    term.isFiled = false;
    this.sorted.remove(term);
    this.typos.remove(term);
  }
}
