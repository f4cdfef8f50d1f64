import { type DocumentLimits, DOCUMENT_LIMITS } from './indexed-terms.js';

/** How much is indexed of a server, and how much one search may do. */
export interface SearchLimits {
  readonly document: DocumentLimits;
  /** All steps of a search together, in units of one posting visited (5 to 10 ns). */
  readonly cost: number;
  /** Terms of like length and with a letter in common at one end that are looked at for typos of one word. */
  readonly lookedAt: number;
  /** Terms of these, with like letters, that one word is compared with letter by letter. */
  readonly compared: number;
}

/** A search takes some 10 ms at most, whatever is indexed: ten words that 100,000 servers have, or a prefix of as many terms. */
export const SEARCH_LIMITS: SearchLimits = {
  document: DOCUMENT_LIMITS,
  cost: 1_000_000,
  lookedAt: 65_536,
  compared: 1_000,
};

/** What the steps cost, as measured, in units of one posting visited. */
export const COSTS = {
  /** A term is met in the order of the alphabet. */
  term: 48,
  /** The letters of a term are compared as sets. */
  letters: 1,
  /** The edit distance is worked out. */
  distance: 64,
} as const;
