import { BOOSTS } from './indexed-terms.js';
import type { PostingList } from './posting-list.js';

/** Adds up what each document scores in a search. Its arrays are as long as the documents are many, and used again. */
export class ScoreBoard {
  private best = new Float64Array(0);
  /** By the documents' numbers. */
  scores = new Float64Array(0);
  private wordsFound = new Uint8Array(0);
  /** Documents that were found, and of these the ones by the current word. */
  private found = new Uint32Array(0);
  private foundByWord = new Uint32Array(0);
  private count = 0;
  private countByWord = 0;

  /** Begins a search among documents with numbers below `capacity`. */
  begin(capacity: number): void {
    this.count = 0;
    this.countByWord = 0;
    if (capacity > this.scores.length) {
      const length = capacity + (capacity >>> 2);
      this.best = new Float64Array(length);
      this.scores = new Float64Array(length);
      this.wordsFound = new Uint8Array(length);
      this.found = new Uint32Array(length);
      this.foundByWord = new Uint32Array(length);
    } else {
      this.scores.fill(0, 0, capacity);
      this.wordsFound.fill(0, 0, capacity);
    }
  }

  /** Notes the documents of a term that the current word stands for: the best match counts. */
  note(postings: PostingList, likeness: number): void {
    const { best, foundByWord } = this;
    for (let index = 0; index < postings.length; index += 1) {
      const number = postings.documentAt(index);
      const score = likeness * (BOOSTS[postings.fieldsAt(index)] ?? 0);
      const known = best[number] ?? 0;
      if (known === 0) {
        foundByWord[this.countByWord] = number;
        this.countByWord += 1;
      }
      if (score > known) best[number] = score;
    }
  }

  /** Ends a word, which counts by how rare it is among all documents. */
  endWord(documents: number): void {
    const { best, scores, wordsFound, found, foundByWord, countByWord } = this;
    const rarity = Math.log(1 + (documents - countByWord + 0.5) / (countByWord + 0.5));
    for (let index = 0; index < countByWord; index += 1) {
      const number = foundByWord[index] ?? 0;
      const before = wordsFound[number] ?? 0;
      if (before === 0) {
        found[this.count] = number;
        this.count += 1;
      }
      wordsFound[number] = before + 1;
      scores[number] = (scores[number] ?? 0) + (best[number] ?? 0) * rarity;
      best[number] = 0;
    }
    this.countByWord = 0;
  }

  /** The documents with at least so many of the words, as far as they are wanted (not 0), by their numbers. */
  withWords(words: number, wanted: Uint8Array): Uint32Array {
    const chosen = new Uint32Array(this.count);
    let count = 0;
    for (let index = 0; index < this.count; index += 1) {
      const number = this.found[index] ?? 0;
      if ((this.wordsFound[number] ?? 0) < words || wanted[number] !== 1) continue;
      chosen[count] = number;
      count += 1;
    }
    return chosen.subarray(0, count);
  }
}
