import type { CatalogChange } from '../../catalog/catalog-change.js';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { EntryFacts } from '../../catalog/entry-facts.js';

/** What became of a server since the last batch, and all that it was meanwhile: somebody may have listed it then. */
export class ToldChange {
  /** The entries from before the first change to after the last, as far as there were any. */
  readonly states: EntryFacts[] = [];
  /** It may also have been what this replica has not seen. */
  skipped: boolean;
  private newest: CatalogChange;

  constructor(private readonly first: CatalogChange) {
    this.newest = first;
    this.skipped = first.skipped;
    this.note(first.before);
    this.note(first.after);
  }

  /** It changed again. */
  add(change: CatalogChange): void {
    this.newest = change;
    this.skipped ||= change.skipped;
    this.note(change.after);
  }

  /** From what it was before the last batch to what it is. */
  get change(): CatalogChange {
    return { ...this.newest, before: this.first.before };
  }

  get after(): EntryFacts | undefined {
    return this.newest.after === undefined ? undefined : this.states.at(-1);
  }

  private note(entry: CatalogEntry | undefined): void {
    if (entry !== undefined) this.states.push(new EntryFacts(entry));
  }
}
