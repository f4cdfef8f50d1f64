import type { Term } from '../term.js';

const FIRST_CAPACITY = 4;

/** Terms in no order, with their letters side by side in memory, so that most are ruled out quickly. */
export class TypoBucket {
  private readonly terms: Term[] = [];
  private letters = new Int32Array(FIRST_CAPACITY);

  get size(): number {
    return this.terms.length;
  }

  /** Adds a term; answers its slot. */
  add(term: Term, letters: number): number {
    const slot = this.terms.push(term) - 1;
    if (slot === this.letters.length) {
      const larger = new Int32Array(slot * 2);
      larger.set(this.letters);
      this.letters = larger;
    }
    this.letters[slot] = letters;
    return slot;
  }

  /** Empties a slot; answers the term that has moved into it. */
  remove(slot: number): Term | undefined {
    const last = this.terms.pop();
    if (last === undefined || slot === this.terms.length) return undefined;
    this.terms[slot] = last;
    this.letters[slot] = this.lettersAt(this.terms.length);
    return last;
  }

  termAt(slot: number): Term | undefined {
    return this.terms[slot];
  }

  lettersAt(slot: number): number {
    return this.letters[slot] ?? 0;
  }
}
