import type { TextDocument } from '../searchable.js';
import { tokenize } from './tokenize.js';
import { type Term, Vocabulary } from './vocabulary.js';

/** The indexed fields, one bit each, and how much a match in them counts. */
const FIELDS = [
  { name: 'name', bit: 1, boost: 4 },
  { name: 'labels', bit: 2, boost: 3 },
  { name: 'tools', bit: 4, boost: 2 },
  { name: 'description', bit: 8, boost: 1 },
] as const;

/** The boosts of every set of fields, by the set's bits. */
const BOOSTS = Array.from({ length: 1 << FIELDS.length }, (_, fields) =>
  FIELDS.reduce((sum, { bit, boost }) => ((fields & bit) === 0 ? sum : sum + boost), 0),
);

const MAX_WORDS = 10;

/** The words of a query that are searched for. */
export function queryWords(text: string): string[] {
  return [...new Set(tokenize(text))].slice(0, MAX_WORDS);
}

/** All terms that a document is indexed under. */
export function termsOf(document: TextDocument): ReadonlySet<string> {
  return new Set(FIELDS.flatMap(({ name }) => tokenize(document[name])));
}

/**
 * Full-text search that tolerates typos and matches beginnings of words. A word counts by the fields that it is in and by
 * how rare it is, not by how often it is repeated. The ranking depends on the indexed set only, not on the order in
 * which changes came.
 */
export class TextIndex {
  private readonly vocabulary = new Vocabulary();
  private readonly numbers = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly freeNumbers: number[] = [];

  /** Adds a document whose id is not indexed. */
  add(document: TextDocument): void {
    const number = this.freeNumbers.pop() ?? this.ids.length;
    this.ids[number] = document.id;
    this.numbers.set(document.id, number);
    const seen: Term[] = [];
    for (const { name, bit } of FIELDS) {
      for (const text of tokenize(document[name])) {
        const term = this.vocabulary.obtain(text);
        if (term.fieldsSeen === 0) seen.push(term);
        term.fieldsSeen |= bit;
      }
    }
    for (const term of seen) {
      term.postings.add(number, term.fieldsSeen);
      term.fieldsSeen = 0;
    }
  }

  /** Removes a document, given as it was added. */
  remove(document: TextDocument): void {
    const number = this.numbers.get(document.id);
    if (number === undefined) return;
    for (const term of termsOf(document)) this.vocabulary.removeDocument(term, number);
    this.numbers.delete(document.id);
    this.freeNumbers.push(number);
  }

  /** Score by id of the wanted documents: of those with all words of the text, or else of those with some. */
  search(text: string, wanted: (id: string) => boolean): Map<string, number> {
    const words = queryWords(text);
    const scores = new Float64Array(this.ids.length);
    const wordsFound = new Uint8Array(this.ids.length);
    const found: number[] = [];
    for (const word of words) {
      for (const { number, score } of this.score(word)) {
        if (wordsFound[number] === 0) found.push(number);
        wordsFound[number] = (wordsFound[number] ?? 0) + 1;
        scores[number] = (scores[number] ?? 0) + score;
      }
    }
    const isWanted = (number: number): boolean => wanted(this.ids[number] ?? '');
    const all = found.filter((number) => wordsFound[number] === words.length && isWanted(number));
    const chosen = all.length > 0 ? all : found.filter(isWanted);
    return new Map(chosen.map((number) => [this.ids[number] ?? '', round(scores[number] ?? 0)]));
  }

  /** What one word of a query contributes to each document: its best match there, by how rare the word is. */
  private score(word: string): { number: number; score: number }[] {
    const best = new Float64Array(this.ids.length);
    const found: number[] = [];
    for (const { postings, likeness } of this.vocabulary.matches(word)) {
      postings.forEach((number, fields) => {
        const score = likeness * (BOOSTS[fields] ?? 0);
        const known = best[number] ?? 0;
        if (known === 0) found.push(number);
        if (score > known) best[number] = score;
      });
    }
    const rarity = Math.log(1 + (this.numbers.size - found.length + 0.5) / (found.length + 0.5));
    return found.map((number) => ({ number, score: (best[number] ?? 0) * rarity }));
  }
}

function round(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
