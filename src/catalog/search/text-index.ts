import type { TextDocument } from '../searchable.js';
import { readTerms } from './indexed-terms.js';
import { queryWords } from './query-words.js';
import { ScoreBoard } from './score-board.js';
import { SearchBudget } from './search-budget.js';
import { SEARCH_LIMITS, type SearchLimits } from './search-limits.js';
import type { Term } from './term.js';
import { Vocabulary } from './vocabulary.js';

/** What a search has found; to be read before the next one begins. */
export interface TextHits {
  /** Documents, in no order. */
  readonly numbers: Uint32Array;
  /** The score of each, by its number; the scores of other documents have no meaning. */
  readonly scores: Float64Array;
  /** None has all words, so these have some. */
  readonly fallsBack: boolean;
  /** More would have cost too much: documents may be missing, and so may matches in the documents that are there. */
  readonly partial: boolean;
  /** What it has cost, in units of one posting visited. */
  readonly cost: number;
}

/**
 * Full-text search that tolerates typos and matches beginnings of words. A word counts by the fields that it is in and by
 * how rare it is, not by how often it is repeated. The ranking depends on the indexed set only, not on the order in
 * which changes came, and a search ends within its limits whatever is indexed.
 */
export class TextIndex {
  private readonly vocabulary: Vocabulary;
  private readonly board = new ScoreBoard();
  private documents = 0;

  constructor(private readonly limits: SearchLimits = SEARCH_LIMITS) {
    this.vocabulary = new Vocabulary(limits);
  }

  /** Different terms of all documents. */
  get terms(): number {
    return this.vocabulary.size;
  }

  /** Adds a document under a number that is not in use. Answers its indexed terms, and whether there are more. */
  add(
    number: number,
    document: TextDocument,
  ): { readonly terms: readonly Term[]; readonly leftOut: boolean } {
    const { seen, leftOut } = readTerms(document, this.vocabulary, this.limits.document);
    for (const term of seen) {
      term.add(number, term.fieldsSeen);
      term.fieldsSeen = 0;
    }
    this.documents += 1;
    return { terms: seen, leftOut };
  }

  /** Removes a document, given the terms that it was added with. */
  remove(number: number, terms: readonly Term[]): void {
    for (const term of terms) {
      term.remove(number);
      if (term.length === 0) this.vocabulary.remove(term);
    }
    this.documents -= 1;
  }

  /**
   * Finds the documents with all words of the text, or else those with some.
   * @param wanted - 1 for each document, by its number, that may be found
   */
  search(text: string, wanted: Uint8Array): TextHits {
    const words = queryWords(text);
    const budget = new SearchBudget(this.limits.cost);
    const { board } = this;
    board.begin(wanted.length);
    for (const [index, word] of words.entries()) {
      budget.openShare(words.length - index);
      this.vocabulary.match(word, budget, (term, likeness) => {
        board.note(term, likeness);
      });
      board.endWord(this.documents);
    }
    const { partial, spent: cost } = budget;
    const all = board.withWords(words.length, wanted);
    const fallsBack = all.length === 0;
    const numbers = fallsBack ? board.withWords(1, wanted) : all;
    return { numbers, scores: board.scores, fallsBack, partial, cost };
  }
}
