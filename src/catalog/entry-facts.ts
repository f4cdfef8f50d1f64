import type { CatalogEntry } from './catalog-entry.js';
import { EntryTerms } from './search/entry-terms.js';
import { indexedTerms } from './search/indexed-terms.js';
import { searchable, type Searchable } from './searchable.js';

/** What filters ask about an entry, worked out once for all of them. To be let go soon: it is larger than the entry. */
export class EntryFacts {
  private known: Searchable | undefined;
  private words: EntryTerms | undefined;

  constructor(readonly entry: CatalogEntry) {}

  get labels(): Searchable {
    return (this.known ??= searchable(this.entry.record.manifest));
  }

  /** What a text search finds it by. */
  get terms(): EntryTerms {
    return (this.words ??= new EntryTerms(this.texts()));
  }

  /** What has no room in the index is asked about all the same. */
  private texts(): readonly string[] {
    return this.entry.known?.texts ?? indexedTerms(this.labels.text).terms;
  }
}
