import { SortedStrings } from '../sorted-strings.js';
import { editDistance } from './edit-distance.js';
import { PostingList } from './posting-list.js';
import { forgivenTypos, MIN_PREFIX } from './stands-for.js';

/** An indexed term. */
export interface Term {
  readonly text: string;
  /** One bit for each letter that occurs: quickly compared, before the edit distance is worked out. */
  readonly letters: number;
  readonly postings: PostingList;
  /** Fields of the document that is being added in which the term was seen; 0 between documents. */
  fieldsSeen: number;
}

/** A term that a word of a query may stand for. */
export interface Match {
  readonly postings: PostingList;
  /** 1 = the word itself; less for beginnings and typos. */
  readonly likeness: number;
}

const PREFIX_LIKENESS = 0.5;
const TYPO_LIKENESS = 0.3;

/** All indexed terms, found by the word itself, by its beginning, and with typos. */
export class Vocabulary {
  private readonly terms = new Map<string, Term>();
  private readonly sorted = new SortedStrings({
    has: (text) => this.terms.has(text),
    all: () => this.terms.keys(),
  });
  private readonly byLength = new Map<number, Set<Term>>();

  /** The term, which is added when it is new. */
  obtain(text: string): Term {
    return this.terms.get(text) ?? this.addTerm(text);
  }

  /** Takes a document from a term, and the term away with its last one. */
  removeDocument(text: string, document: number): void {
    const term = this.terms.get(text);
    if (term === undefined) return;
    term.postings.remove(document);
    if (term.postings.length > 0) return;
    this.terms.delete(text);
    this.sorted.touch(text);
    this.byLength.get(text.length)?.delete(term);
  }

  /** The terms that a word may stand for, each once, with its best likeness. */
  matches(word: string): Match[] {
    const likenesses = new Map<Term, number>();
    const note = (term: Term | undefined, likeness: number): void => {
      if (term && likeness > (likenesses.get(term) ?? 0)) likenesses.set(term, likeness);
    };
    note(this.terms.get(word), 1);
    if (word.length >= MIN_PREFIX) {
      for (const text of this.sorted.withPrefix(word)) {
        note(this.terms.get(text), PREFIX_LIKENESS * (0.5 + word.length / text.length / 2));
      }
    }
    for (const [term, typos] of this.withTypos(word)) note(term, TYPO_LIKENESS / typos);
    return [...likenesses].map(([{ postings }, likeness]) => ({ postings, likeness }));
  }

  private addTerm(text: string): Term {
    const postings = new PostingList();
    const term: Term = { text, letters: lettersOf(text), postings, fieldsSeen: 0 };
    this.terms.set(text, term);
    this.sorted.touch(text);
    const sameLength = this.byLength.get(text.length);
    if (sameLength === undefined) this.byLength.set(text.length, new Set([term]));
    else sameLength.add(term);
    return term;
  }

  private *withTypos(word: string): Iterable<[Term, typos: number]> {
    const max = forgivenTypos(word);
    if (max === 0) return;
    const letters = lettersOf(word);
    for (let length = word.length - max; length <= word.length + max; length += 1) {
      for (const term of this.byLength.get(length) ?? []) {
        // A typo changes at most two letters of the set: most terms are ruled out by this alone.
        if (bitCount(term.letters ^ letters) > 2 * max) continue;
        const typos = editDistance(word, term.text, max);
        if (typos > 0 && typos <= max) yield [term, typos];
      }
    }
  }
}

function lettersOf(text: string): number {
  let letters = 0;
  for (let index = 0; index < text.length; index += 1)
    letters |= 1 << (text.charCodeAt(index) & 31);
  return letters;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
