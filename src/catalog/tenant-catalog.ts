import type { TimeSlice } from '../common/time-slice.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import type { Status } from '../manifest/status.js';
import type { AbsentRecord, AbsentRecords } from './stored/absent-records.js';
import { skipsRevisions, type CatalogChange } from './catalog-change.js';
import { CatalogEntry } from './catalog-entry.js';
import type { EntryRenderer } from './entry-renderer.service.js';
import type { LabelCounts } from './labels/label-counts.js';
import type { LabelIndex } from './labels/label-index.js';
import type { Completions } from './labels/label-ranking.js';
import type { LookAlikes } from './look-alikes.js';
import { ListingDigest } from './listing-digest.js';
import type { Place } from './stored/place.js';
import { RecordBook } from './stored/record-book.js';
import { indexedTerms } from './search/indexed-terms.js';
import type { SearchLimits } from './search/search-limits.js';
import type { TextIndex } from './search/text-index.js';
import { searchable } from './searchable.js';
import type { Roster } from './selection/roster.js';
import type { Selection } from './selection/selection.js';
import { Selector } from './selection/selector.js';
import { ServerIndex } from './selection/server-index.js';
import type { ServerFilter } from './server-query.js';
import type { Tombstone, ToldServer } from './stored/tombstone.js';
import type { Usage } from './stored/usage.js';

/** One tenant's servers with their indexes. Keeps the newest revision of each, whatever the order it hears of them. */
export class TenantCatalog {
  /** Up by one with each change that this replica sees. */
  version = 0;
  readonly tagCounts: LabelCounts;
  readonly capabilityCounts: LabelCounts;
  /** Servers by the names of their tools, whatever their status. */
  readonly tools: LabelIndex;
  readonly lookAlikes: LookAlikes;
  /** What text search knows. */
  readonly text: TextIndex;
  /** Stored servers that are not served. */
  readonly absent: AbsentRecords;
  /** Servers that have no room in text search. */
  readonly unindexed: ReadonlySet<string>;
  /** Servers that are shown as they were found to be, which could not be stored. */
  readonly unstored: ReadonlySet<string>;
  /** What is stored, the servers that are not served included. */
  readonly usage: Usage;
  /** Of the default listing. */
  readonly listing = new ListingDigest();
  /** The servers that have no entry, and what is stored. */
  private readonly book: RecordBook;
  private readonly index: ServerIndex;
  private readonly roster: Roster;
  private readonly selector: Selector;

  constructor(
    private readonly renderer: EntryRenderer,
    limits?: SearchLimits,
    mostTombstones = Infinity,
  ) {
    this.book = new RecordBook(mostTombstones);
    ({ absent: this.absent, unindexed: this.unindexed } = this.book);
    ({ unstored: this.unstored, usage: this.usage } = this.book);
    this.index = new ServerIndex(limits);
    this.selector = new Selector(this.index);
    ({
      roster: this.roster,
      tagCounts: this.tagCounts,
      capabilityCounts: this.capabilityCounts,
      tools: this.tools,
      lookAlikes: this.lookAlikes,
      text: this.text,
    } = this.index);
  }

  /** The newest record that was heard of; of a removed server see {@link TenantCatalog.told}. */
  record(id: string): ServerRecord | undefined {
    return this.roster.entry(id)?.record;
  }

  /** What readers of changes get about a server, a removed one too. */
  told(id: string): ToldServer | undefined {
    return this.record(id) ?? this.book.tombstone(id);
  }

  isRemoved(id: string): boolean {
    return this.book.tombstone(id) !== undefined;
  }

  /** Whether the store has a record that is not kept here: the server is removed, or is not served. */
  isOnlyStored(id: string): boolean {
    return this.isRemoved(id) || this.absent.get(id) !== undefined;
  }

  /** Removed servers that the store has, as far as it is known. */
  get tombstones(): number {
    return this.usage.all.tombstones + this.book.forgotten;
  }

  /** The store has no more removed servers that it could forget than are known. */
  noneForgotten(): void {
    this.book.forgotten = 0;
  }

  /** Removals up to this position may have been forgotten here: readers that go on from before it begin again. */
  get forgottenThrough(): number {
    return this.book.forgottenThrough;
  }

  entry(id: string): CatalogEntry | undefined {
    return this.roster.entry(id);
  }

  all(): Iterable<CatalogEntry> {
    return this.roster.entries();
  }

  /** The default listing as it is now, in order of id. */
  listed(): CatalogEntry[] {
    return this.roster.listedEntries();
  }

  /** Removed ones included; may go on while records change. */
  *everyServer(): Iterable<ToldServer> {
    for (const { record } of this.roster.entries()) yield record;
    yield* this.book.allTombstones();
  }

  /** Removed servers; may go on while records change. */
  removed(): Iterable<Tombstone> {
    return this.book.allTombstones();
  }

  /** Servers in the default listing. */
  get visibleCount(): number {
    return this.roster.listed.size;
  }

  /** The first few ids of the default listing behind an id, in their order; all ids are behind `''`. */
  listedAfter(id: string, few: number): string[] {
    return this.roster.listed.after(id, few);
  }

  /** The first few ids of the default listing that begin with `prefix`, whatever their capitals, and how many do. */
  listedWithPrefix(prefix: string, few: number): Completions {
    return this.roster.listed.completions(prefix.toLowerCase(), few);
  }

  /** How many terms of a record's manifest are indexed, if it has more; `undefined` = text search knows them all. */
  termsOfCutShort({ id, digest, manifest }: ServerRecord): number | undefined {
    if (this.entry(id)?.record.digest === digest) return this.index.termsOfCutShort(id);
    const { terms, leftOut } = indexedTerms(searchable(manifest).text);
    return leftOut ? terms.length : undefined;
  }

  /** Takes a record in, if it is newer than the known one. `place` is how much of it is served if it is new. */
  apply(record: ServerRecord, place: Place = 'indexed'): CatalogChange | undefined {
    const known = this.latest(record.id);
    if (known !== undefined && known.revision >= record.revision) return undefined;
    const change = this.put(record, place);
    return change && { ...change, skipped: skipsRevisions(known, record) };
  }

  /** Takes a record in whatever the known one's revision: the store went back to it. */
  correct(record: ServerRecord, place: Place = 'indexed'): CatalogChange | undefined {
    const known = this.latest(record.id);
    if (known?.revision === record.revision && known.changeId === record.change.id)
      return undefined;
    const change = this.put(record, place);
    return change && { ...change, skipped: skipsRevisions(undefined, record) };
  }

  /** Forgets a record that the store has no longer, unless the known one is newer. Readers see no tombstone go. */
  drop(id: string, revision: number): CatalogChange | undefined {
    const known = this.latest(id);
    if (known === undefined) this.book.forgotten = Math.max(0, this.book.forgotten - 1);
    if (known === undefined || known.revision > revision) return undefined;
    this.book.forget(id);
    const entry = this.roster.entry(id);
    return entry && this.replace(entry.record, undefined);
  }

  /** A stored record cannot be read: what was known of the server before goes. */
  lose(damaged: AbsentRecord): CatalogChange | undefined {
    const known = this.latest(damaged.id);
    if (known !== undefined && known.revision >= damaged.revision) return undefined;
    this.book.lack(damaged);
    const entry = this.roster.entry(damaged.id);
    return entry && this.replace(entry.record, undefined);
  }

  /** Shows what could not be stored of a server, until something newer of it is; `undefined` = it does not count any more. */
  show(id: string, unstored: RecordDraft | undefined): CatalogChange | undefined {
    const before = this.roster.entry(id);
    if (before === undefined || before.unstored === unstored) return undefined;
    const { record, indexed } = before;
    return this.replace(record, new CatalogEntry(record, this.renderer, indexed, unstored));
  }

  /** The newest revision that was heard of, and what made it, as far as it is known. */
  private latest(id: string): { revision: number; changeId: string | undefined } | undefined {
    const known = this.told(id) ?? this.absent.get(id);
    return (
      known && {
        revision: known.revision,
        changeId: 'change' in known ? known.change.id : undefined,
      }
    );
  }

  /** A server that has an entry keeps its place; nobody was ever shown one that is left out. */
  private put(record: ServerRecord, place: Place): CatalogChange | undefined {
    const before = this.roster.entry(record.id);
    const leaveOut = before === undefined && place === 'left out';
    if (this.book.put(record, leaveOut)) {
      const indexed = before?.indexed === true || place === 'indexed';
      return this.replace(record, new CatalogEntry(record, this.renderer, indexed));
    }
    return record.removed ? this.replace(record, undefined) : undefined;
  }

  /** Puts what was loaded in order, in slices; to be awaited before readers come. */
  settle(slice: TimeSlice): Promise<void> {
    return this.index.settle(slice);
  }

  private replace(record: ServerRecord, after: CatalogEntry | undefined): CatalogChange {
    const before = this.roster.entry(record.id);
    this.index.replace(before, after);
    this.book.count(before, after);
    if (before?.visible === true) this.listing.remove(before);
    if (after?.visible === true) this.listing.add(after);
    this.version += 1;
    return { before, after, record, skipped: false };
  }

  /** Selected ids in order of id. */
  list(query: ServerFilter): Selection {
    return this.selector.list(query, this.version);
  }

  /** Selected ids, best match first, then by id. */
  search(query: ServerFilter): Selection {
    return this.selector.search(query, this.version);
  }

  /** Servers by status, every status named. */
  byStatus(): Record<Status, number> {
    return this.index.byStatus();
  }
}
