import type { TextDocument } from '../searchable.js';
import { wordLists } from './tokenize.js';

/** The indexed fields, from the weightiest to the lightest, one bit each, and how much a match in them counts. */
const FIELDS = [
  { name: 'name', bit: 1, boost: 4 },
  { name: 'labels', bit: 2, boost: 3 },
  { name: 'tools', bit: 4, boost: 2 },
  { name: 'description', bit: 8, boost: 1 },
] as const;

/** The boosts of every set of fields, by the set's bits. */
export const BOOSTS: readonly number[] = Array.from({ length: 1 << FIELDS.length }, (_, fields) =>
  FIELDS.reduce((sum, { bit, boost }) => ((fields & bit) === 0 ? sum : sum + boost), 0),
);

/** How much of a server is indexed. */
export interface DocumentLimits {
  /** Different terms. */
  readonly terms: number;
  /** Words that are read, repeated ones too. */
  readonly words: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = { terms: 2_000, words: 32_768 };

/** A term that notes in which fields of the document that is being read it was seen; 0 between two documents. */
export interface SeenTerm {
  fieldsSeen: number;
}

/** Where terms are kept. */
export interface TermTable<T extends SeenTerm> {
  get(word: string): T | undefined;
  add(word: string): T;
}

/** What was read of a server. */
export interface ReadTerms<T extends SeenTerm> {
  /** Each term once, in the order in which they were met; the reader sets their `fieldsSeen` back. */
  readonly seen: readonly T[];
  /** Not everything fitted in: reading stopped at the first word that did not. */
  readonly leftOut: boolean;
}

/**
 * Reads the terms by which a server is found: name, labels, tools, then descriptions, each from its beginning, as far as
 * the limits go. Unknown ones are added to the table.
 */
export function readTerms<T extends SeenTerm>(
  document: TextDocument,
  table: TermTable<T>,
  limits = DOCUMENT_LIMITS,
): ReadTerms<T> {
  const seen: T[] = [];
  let words = 0;
  for (const { name, bit } of FIELDS) {
    for (const list of wordLists(document[name])) {
      for (const word of list) {
        let term = table.get(word);
        words += 1;
        if (words > limits.words) return { seen, leftOut: true };
        if (term === undefined || term.fieldsSeen === 0) {
          if (seen.length >= limits.terms) return { seen, leftOut: true };
          term ??= table.add(word);
          seen.push(term);
        }
        term.fieldsSeen |= bit;
      }
    }
  }
  return { seen, leftOut: false };
}

/** How much of a server text search knows. */
export interface IndexedTerms {
  readonly terms: readonly string[];
  readonly leftOut: boolean;
}

/** The terms of a server by themselves. */
export function indexedTerms(document: TextDocument, limits = DOCUMENT_LIMITS): IndexedTerms {
  const known = new Map<string, SeenTerm & { readonly text: string }>();
  const { seen, leftOut } = readTerms(
    document,
    {
      get: (text) => known.get(text),
      add: (text) => {
        const term = { text, fieldsSeen: 0 };
        known.set(text, term);
        return term;
      },
    },
    limits,
  );
  return { terms: seen.map(({ text }) => text), leftOut };
}
