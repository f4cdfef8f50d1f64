import type { TimeSlice } from '../common/time-slice.js';
import { EntryFacts } from './entry-facts.js';
import { ListingMode, type Match } from './listing-mode.js';
import { type QueryWord, queryWords } from './search/query-words.js';
import type { ServerFilter } from './server-query.js';
import type { TenantCatalog } from './tenant-catalog.js';

/** How often it is looked whether servers have changed again while others were read. */
const MOST_ROUNDS = 5;

/** Servers that have changed, by id, with what they have been since the last look. */
export type ChangedStates = ReadonlyMap<string, { readonly states: readonly EntryFacts[] }>;

/** What is known of a server as it is by now, if somebody has asked about that before. */
export type PresentFacts = (id: string) => EntryFacts | undefined;

/**
 * Says entry by entry what a filter selects: what {@link TenantCatalog.list} does with all of them. Where the listing is
 * partial, entries match here that it leaves out.
 */
export class EntryFilter {
  private readonly words: readonly QueryWord[];
  /** Whether the listing requires all of several words or some of them; for one word there is nothing to choose. */
  private readonly mode: ListingMode | undefined;

  constructor(
    private readonly filter: ServerFilter,
    private readonly catalog: TenantCatalog,
  ) {
    this.words = queryWords(filter.text);
    if (this.words.length > 1) this.mode = new ListingMode(() => catalog.list(filter));
  }

  /** It looks for words. */
  get hasWords(): boolean {
    return this.words.length > 0;
  }

  /** No entry has all words of the text, so those with some are taken. */
  get fallsBack(): boolean {
    return this.mode?.taken === 'some';
  }

  /** Looks for the words in what has changed, in slices: after that {@link update} costs little. */
  async read(changed: ChangedStates, present: PresentFacts, slice: TimeSlice): Promise<void> {
    if (!this.hasWords) return;
    for (const { states } of changed.values()) {
      for (const state of states) {
        this.match(state);
        await slice.pause();
      }
    }
    if (this.mode !== undefined) await this.readPresent(changed, present, slice);
  }

  /**
   * Takes in what has changed. Says whether the listing has turned from entries with all words to those with some, or
   * back, if only for a moment: then it differs by entries that have not changed.
   */
  update(changed: ChangedStates, present: PresentFacts): boolean {
    const { mode } = this;
    if (mode === undefined) return false;
    const before = mode.taken;
    mode.update(new Map([...changed.keys()].map((id) => [id, this.matchNow(id, present)])));
    if (before !== undefined && before !== mode.taken) return true;
    if (mode.witnesses.size === 0) return false;
    const selected = (state: EntryFacts): boolean => this.match(state) === 'all';
    if (this.fallsBack) return changed.values().some(({ states }) => states.some(selected));
    const lasted = (id: string): boolean => changed.get(id)?.states.every(selected) ?? true;
    if (mode.witnesses.values().some(lasted)) return false;
    if (mode.isComplete) return true;
    const listing = this.catalog.list(this.filter);
    return listing.total <= changed.size && !listing.slice(0).some(lasted);
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
    return terms.found(this.words);
  }

  /** Servers change again meanwhile, but fewer in each round, because what was read is remembered. */
  private async readPresent(
    changed: ChangedStates,
    present: PresentFacts,
    slice: TimeSlice,
  ): Promise<void> {
    let version = -1;
    for (let round = 0; round < MOST_ROUNDS && version !== this.catalog.version; round += 1) {
      ({ version } = this.catalog);
      for (const id of changed.keys()) {
        this.matchNow(id, present);
        await slice.pause();
      }
    }
  }

  /** What a server that has changed is by now, which may be more than the changes say. */
  private matchNow(id: string, present: PresentFacts): Match {
    const entry = this.catalog.entry(id);
    if (entry === undefined) return 'none';
    const known = present(id);
    return this.match(known?.entry === entry ? known : new EntryFacts(entry));
  }

  private match(facts: EntryFacts): Match {
    if (!this.matchesLabels(facts)) return 'none';
    const found = this.found(facts);
    if (found === this.words.length) return 'all';
    return found > 0 ? 'some' : 'none';
  }
}

function hasCapability({ labels }: EntryFacts, name: string): boolean {
  return labels.capabilities.includes(name) || labels.toolNames.has(name);
}
