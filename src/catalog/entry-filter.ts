import type { EntryFacts } from './entry-facts.js';
import { type QueryWord, queryWords } from './search/query-words.js';
import type { ServerFilter } from './server-query.js';
import type { TenantCatalog } from './tenant-catalog.js';

/**
 * Tells entry by entry what a filter selects: what {@link TenantCatalog.list} does with all of them. Where the listing is
 * partial, entries match here that it leaves out.
 */
export class EntryFilter {
  private readonly words: readonly QueryWord[];
  /** Which the listing takes, the entries with all words or those with some; not known before it found any. */
  private taken: 'all' | 'some' | undefined;

  constructor(
    private readonly filter: ServerFilter,
    private readonly catalog: TenantCatalog,
  ) {
    this.words = queryWords(filter.text);
    this.update(new Map());
  }

  /** No entry has all words of the text, so those with some are taken. */
  get fallsBack(): boolean {
    return this.taken === 'some';
  }

  /**
   * Looks at the catalog as it is now. Says whether the listing has turned from entries with all words to those with
   * some, or back, if only for a moment: then it differs by entries that have not changed.
   * @param changed - by id, what the servers have been since the last look that have changed since
   */
  update(changed: ReadonlyMap<string, { readonly states: readonly EntryFacts[] }>): boolean {
    if (this.words.length < 2) return false;
    const listing = this.catalog.list(this.filter);
    if (listing.total === 0) return false;
    const before = this.taken;
    this.taken = listing.fallsBack ? 'some' : 'all';
    if (before !== undefined && before !== this.taken) return true;
    const selected = (state: EntryFacts): boolean =>
      this.matchesLabels(state) && this.hasAllWords(state);
    if (this.fallsBack) return changed.values().some(({ states }) => states.some(selected));
    if (listing.total > changed.size) return false;
    return !listing.slice(0).some((id) => changed.get(id)?.states.every(selected) ?? true);
  }

  matches(facts: EntryFacts): boolean {
    return this.matchesLabels(facts) && (this.filter.text === '' || this.matchesText(facts));
  }

  private matchesLabels(facts: EntryFacts): boolean {
    const { statuses, tags, capabilities } = this.filter;
    const { status, visible } = facts.entry;
    if (statuses.length > 0 ? !statuses.includes(status) : !visible) return false;
    if (!tags.every((any) => any.some((tag) => facts.labels.tags.includes(tag)))) return false;
    return capabilities.every((any) => any.some((name) => hasCapability(facts, name)));
  }

  private matchesText(facts: EntryFacts): boolean {
    return this.fallsBack ? this.found(facts) > 0 : this.hasAllWords(facts);
  }

  private hasAllWords(facts: EntryFacts): boolean {
    return this.words.length > 0 && this.found(facts) === this.words.length;
  }

  /** How many of the words the entry has. */
  private found({ terms }: EntryFacts): number {
    return this.words.filter((word) => terms.has(word)).length;
  }
}

function hasCapability({ labels }: EntryFacts, name: string): boolean {
  return labels.capabilities.includes(name) || labels.toolNames.has(name);
}
