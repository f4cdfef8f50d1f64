import { DOCUMENT_LIMITS, indexedTerms } from '../search/indexed-terms.js';
import { searchable } from '../searchable.js';

/** How many different words the text search would know a manifest by. */
export function wordsOf(manifest: string): number {
  return indexedTerms(searchable(manifest).text).terms.length;
}

/** At least as many as {@link wordsOf} says, without reading the manifest. */
export function mostWordsOf(manifest: string): number {
  return Math.min(DOCUMENT_LIMITS.terms, Math.ceil(manifest.length / 2));
}
