import type { TimeSlice } from '../../common/time-slice.js';
import { SortedBlocks } from '../sorted-blocks.js';
import type { Term } from './term.js';

/** Beyond this those that have waited longest are filed at once, so a search never looks at more that wait. */
const MOST_WAITING = 16_384;
const AT_ONCE = 64;

/**
 * The terms in order of the alphabet. Filing a term costs more than all else that is done with it, so the terms of a
 * change wait, and are filed in slices when it was taken in. A reader finds all terms in order, those that wait too.
 */
export class TermOrder {
  private readonly sorted = new SortedBlocks<Term>((a, b) => a.text < b.text);
  /** By their text: terms that came and are not filed, and terms that went and still are. */
  private readonly waiting = new Map<string, Term>();

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

  /** The terms that begin with `prefix`, in their order. Nothing may change meanwhile. */
  *with(prefix: string): Iterable<Term> {
    const unfiled = [...this.waiting.values()]
      .filter(({ isFiled, text }) => !isFiled && text.startsWith(prefix))
      .sort((a, b) => (a.text < b.text ? -1 : 1));
    let next = 0;
    for (const term of this.sorted.from(({ text }) => text < prefix)) {
      if (!term.text.startsWith(prefix)) break;
      for (let other = unfiled[next]; other !== undefined && other.text < term.text;) {
        yield other;
        next += 1;
        other = unfiled[next];
      }
      if (this.waiting.size === 0 || !this.waiting.has(term.text)) yield term;
    }
    yield* unfiled.slice(next);
  }

  /** Files all that wait, in slices. */
  async file(slice: TimeSlice): Promise<void> {
    while (this.waiting.size > 0) {
      await slice.pause();
      this.fileSome();
    }
  }

  /** Puts what was loaded in order. */
  async settle(slice: TimeSlice): Promise<void> {
    await this.file(slice);
    await this.sorted.settle(slice);
  }

  private wait(term: Term): void {
    this.waiting.set(term.text, term);
    if (this.waiting.size > MOST_WAITING) this.fileSome();
  }

  /** One by one would be slow: a map that loses its first entries is searched for the next one. */
  private fileSome(): void {
    let left = AT_ONCE;
    for (const [text, term] of this.waiting) {
      if (left === 0) return;
      left -= 1;
      this.waiting.delete(text);
      if (term.isFiled) this.sorted.remove(term);
      else this.sorted.add(term);
      term.isFiled = !term.isFiled;
    }
  }
}
