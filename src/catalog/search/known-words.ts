import type { Term } from './term.js';

/** Never in a term; a space may be, where one character stands for several words. */
const BETWEEN = '\n';

/** The words that the text search knows a server by, each once: cut when it was indexed, for all who ask later. */
export class KnownWords {
  readonly count: number;
  private left: string | undefined;

  private terms: readonly Term[];

  constructor(terms: readonly Term[]) {
    this.count = terms.length;
    // Without the room that an array has got for growing.
    this.terms = terms.slice();
  }

  get texts(): readonly string[] {
    if (this.left === undefined) return this.terms.map(({ text }) => text);
    return this.count === 0 ? [] : this.left.split(BETWEEN);
  }

  /** They leave the index. Readers who are still to be told of the server ask for the words, which need little memory. */
  leave(): readonly Term[] {
    const { terms } = this;
    this.left = this.texts.join(BETWEEN);
    this.terms = [];
    return terms;
  }
}
