import type { TimeSlice } from '../common/time-slice.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { STATUSES, type Status } from '../manifest/status.js';
import { skipsRevisions, type CatalogChange } from './catalog-change.js';
import { CatalogEntry } from './catalog-entry.js';
import type { EntryRenderer } from './entry-renderer.service.js';
import type { LabelCounts } from './labels/label-counts.js';
import type { LabelIndex } from './labels/label-index.js';
import type { Completions } from './labels/label-ranking.js';
import type { LookAlikes } from './look-alikes.js';
import { ListingDigest } from './listing-digest.js';
import { indexedTerms } from './search/indexed-terms.js';
import type { SearchLimits } from './search/search-limits.js';
import { searchable } from './searchable.js';
import type { Roster } from './selection/roster.js';
import type { Selection } from './selection/selection.js';
import { Selector } from './selection/selector.js';
import { ServerIndex } from './selection/server-index.js';
import type { ServerFilter } from './server-query.js';

/** One tenant's servers with their indexes. Keeps the newest revision of each, whatever the order it hears of them. */
export class TenantCatalog {
  /** Up by one with each change that this replica sees. */
  version = 0;
  readonly tagCounts: LabelCounts;
  readonly capabilityCounts: LabelCounts;
  /** Servers by the names of their tools, whatever their status. */
  readonly tools: LabelIndex;
  readonly lookAlikes: LookAlikes;
  /** Of the default listing. */
  readonly listing = new ListingDigest();
  private readonly records = new Map<string, ServerRecord>();
  private readonly index: ServerIndex;
  private readonly roster: Roster;
  private readonly selector: Selector;

  constructor(
    private readonly renderer: EntryRenderer,
    limits?: SearchLimits,
  ) {
    this.index = new ServerIndex(limits);
    this.selector = new Selector(this.index);
    ({
      roster: this.roster,
      tagCounts: this.tagCounts,
      capabilityCounts: this.capabilityCounts,
      tools: this.tools,
      lookAlikes: this.lookAlikes,
    } = this.index);
  }

  /** The newest record that was heard of, tombstones included. */
  record(id: string): ServerRecord | undefined {
    return this.records.get(id);
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

  /** Tombstones included; may go on while records change. */
  allRecords(): Iterable<ServerRecord> {
    return this.records.values();
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

  /** Takes a record in, if it is newer than the known one. */
  apply(record: ServerRecord): CatalogChange | undefined {
    const known = this.records.get(record.id);
    if (known !== undefined && known.revision >= record.revision) return undefined;
    this.records.set(record.id, record);
    const entry = record.removed ? undefined : new CatalogEntry(record, this.renderer);
    return { ...this.replace(record, entry), skipped: skipsRevisions(known, record) };
  }

  /** Takes a record in whatever the known one's revision: the store went back to it. */
  correct(record: ServerRecord): CatalogChange | undefined {
    const known = this.records.get(record.id);
    if (known?.revision === record.revision && known.change.id === record.change.id)
      return undefined;
    this.records.delete(record.id);
    return this.apply(record);
  }

  /** Forgets a record that the store has no longer, unless the known one is newer. Readers see no tombstone go. */
  drop(id: string, revision: number): CatalogChange | undefined {
    const known = this.records.get(id);
    if (known === undefined || known.revision > revision) return undefined;
    this.records.delete(id);
    return known.removed ? undefined : this.replace(known, undefined);
  }

  /** Puts what was loaded in order, in slices; to be awaited before readers come. */
  settle(slice: TimeSlice): Promise<void> {
    return this.index.settle(slice);
  }

  private replace(record: ServerRecord, after: CatalogEntry | undefined): CatalogChange {
    const before = this.roster.entry(record.id);
    this.index.replace(before, after);
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
    const counts = STATUSES.map((status) => [status, this.index.statusCounts.get(status)]);
    return Object.fromEntries(counts) as Record<Status, number>;
  }
}
