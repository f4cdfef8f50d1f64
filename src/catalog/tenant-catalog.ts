import type { ServerRecord } from '../manifest/server-record.js';
import { HIDDEN_STATUSES, STATUSES, type Status } from '../manifest/status.js';
import { skipsRevisions, type CatalogChange } from './catalog-change.js';
import { CatalogEntry } from './catalog-entry.js';
import type { EntryRenderer } from './entry-renderer.service.js';
import { LabelCounts } from './label-counts.js';
import { LabelIndex } from './label-index.js';
import { LookAlikes } from './look-alikes.js';
import { ListingDigest } from './listing-digest.js';
import { searchable, type Searchable } from './searchable.js';
import { selectionKey, type ServerFilter } from './server-query.js';
import { SortedStrings } from './sorted-strings.js';
import { TextIndex } from './search/text-index.js';
import { VersionedCache } from './versioned-cache.js';

const MAX_CACHED_BYTES = 16 * 1_024 * 1_024;
const BYTES_PER_ID = 8;

/** One in so many is few. */
const FEW_OF = 8;

/** Ids that a query selects, in their order; with scores when they are ranked. */
export interface Selection {
  readonly ids: readonly string[];
  readonly scores?: ReadonlyMap<string, number>;
}

/** One tenant's servers with their indexes. Keeps the newest revision of each, whatever the order it hears of them. */
export class TenantCatalog {
  /** Up by one with each change that this replica sees. */
  version = 0;
  readonly tagCounts = new LabelCounts();
  readonly capabilityCounts = new LabelCounts();
  /** Servers by the names of their tools, whatever their status. */
  readonly tools = new LabelIndex();
  readonly lookAlikes = new LookAlikes();
  readonly statusCounts = new LabelCounts();
  /** Of the default listing. */
  readonly listing = new ListingDigest();
  /** Ids of the default listing. */
  readonly visible = new SortedStrings({
    has: (id) => this.entries.get(id)?.visible === true,
    all: () => this.visibleIds(),
  });
  private readonly records = new Map<string, ServerRecord>();
  private readonly entries = new Map<string, CatalogEntry>();
  private readonly tags = new LabelIndex();
  private readonly capabilities = new LabelIndex();
  private readonly statuses = new LabelIndex();
  private readonly text = new TextIndex();
  private readonly selections = new VersionedCache<Selection>(MAX_CACHED_BYTES);

  constructor(private readonly renderer: EntryRenderer) {}

  /** The newest record that was heard of, tombstones included. */
  record(id: string): ServerRecord | undefined {
    return this.records.get(id);
  }

  entry(id: string): CatalogEntry | undefined {
    return this.entries.get(id);
  }

  all(): Iterable<CatalogEntry> {
    return this.entries.values();
  }

  /** The default listing as it is now, in order of id. */
  listed(): CatalogEntry[] {
    return this.visible.values().flatMap((id) => this.entries.get(id) ?? []);
  }

  /** Tombstones included; may go on while records change. */
  allRecords(): Iterable<ServerRecord> {
    return this.records.values();
  }

  /** Servers in the default listing. */
  get visibleCount(): number {
    let count = 0;
    for (const status of STATUSES) {
      if (!HIDDEN_STATUSES.has(status)) count += this.statusCounts.get(status);
    }
    return count;
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

  private replace(record: ServerRecord, after: CatalogEntry | undefined): CatalogChange {
    const { id } = record;
    const before = this.entries.get(id);
    if (after === undefined) this.entries.delete(id);
    else this.entries.set(id, after);
    this.reindex(before, after);
    this.version += 1;
    return { before, after, record, skipped: false };
  }

  /** Selected ids in order of id. */
  list(query: ServerFilter): Selection {
    return this.cached('list', query, () => {
      if (query.text !== '') return { ids: this.inOrder(this.matches(query)) };
      const candidates = this.candidates(query);
      return {
        ids: candidates === undefined ? this.visible.values() : this.inOrder(candidates),
      };
    });
  }

  /** Selected ids, best match first, then by id. */
  search(query: ServerFilter): Selection {
    if (query.text === '') return this.list(query);
    return this.cached('search', query, () => {
      const scores = this.matches(query);
      const byScore = Map.groupBy(this.inOrder(scores), (id) => scores.get(id) ?? 0);
      const best = [...byScore].sort(([a], [b]) => b - a);
      return { ids: best.flatMap(([, ids]) => ids), scores };
    });
  }

  /** Sorting many strings takes longer than picking them from the sorted listing, if all of them are in it. */
  private inOrder(ids: ReadonlyMap<string, unknown> | ReadonlySet<string>): readonly string[] {
    const listed = this.visible.values();
    if (ids.size * FEW_OF > listed.length) {
      const picked = listed.filter((id) => ids.has(id));
      if (picked.length === ids.size) return picked;
    }
    return [...ids.keys()].sort();
  }

  private cached(kind: string, query: ServerFilter, work: () => Selection): Selection {
    const key = kind + selectionKey(query);
    const known = this.selections.get(this.version, key);
    if (known !== undefined) return known;
    const selection = work();
    this.selections.set(this.version, key, selection, selection.ids.length * BYTES_PER_ID);
    return selection;
  }

  private matches(query: ServerFilter): Map<string, number> {
    const candidates = this.candidates(query);
    const wanted = (id: string): boolean =>
      candidates === undefined ? this.entries.get(id)?.visible === true : candidates.has(id);
    return this.text.search(query.text, wanted);
  }

  /** The ids that the filters select; `undefined` = exactly the default listing. */
  private candidates({
    tags,
    capabilities,
    statuses,
  }: ServerFilter): ReadonlySet<string> | undefined {
    const sets = [
      ...tags.map((any) => this.tags.withAny(any)),
      // A capability may be declared, or be a tool.
      ...capabilities.map((any) => this.capabilities.withAny(any).union(this.tools.withAny(any))),
      ...(statuses.length > 0 ? [this.statuses.withAny(statuses)] : []),
    ].sort((a, b) => a.size - b.size);
    const [smallest, ...others] = sets;
    if (smallest === undefined) return undefined;
    const selected = others.reduce((left, set) => left.intersection(set), smallest);
    if (statuses.length > 0) return selected;
    return new Set([...selected].filter((id) => this.entries.get(id)?.visible));
  }

  private *visibleIds(): Iterable<string> {
    for (const [id, { visible }] of this.entries) if (visible) yield id;
  }

  private reindex(before: CatalogEntry | undefined, after: CatalogEntry | undefined): void {
    const id = (after ?? before)?.record.id;
    if (id === undefined) return;
    const sameManifest = before !== undefined && before.record.digest === after?.record.digest;
    const next = after && searchable(after.record.manifest);
    const previous = sameManifest ? next : before && searchable(before.record.manifest);
    if (before && previous) this.uncount(before, previous);
    if (!sameManifest && previous) this.file(previous, id, 'remove');
    if (!sameManifest && next) this.file(next, id, 'add');
    if (after && next) this.count(after, next);
  }

  private file(facts: Searchable, id: string, how: 'add' | 'remove'): void {
    const { tags, capabilities, toolNames, looks, text } = facts;
    this.tags[how](tags, id);
    this.capabilities[how](capabilities, id);
    this.tools[how](toolNames, id);
    this.lookAlikes[how](looks, id);
    this.text[how](text);
  }

  private count(entry: CatalogEntry, facts: Searchable): void {
    const { id } = entry.record;
    this.statuses.add([entry.status], id);
    this.statusCounts.add([entry.status], 1);
    if (!entry.visible) return;
    this.visible.touch(id);
    this.listing.add(entry);
    this.countLabels(facts, 1);
  }

  private uncount(entry: CatalogEntry, facts: Searchable): void {
    const { id } = entry.record;
    this.statuses.remove([entry.status], id);
    this.statusCounts.add([entry.status], -1);
    if (!entry.visible) return;
    this.visible.touch(id);
    this.listing.remove(entry);
    this.countLabels(facts, -1);
  }

  private countLabels({ tags, capabilities }: Searchable, by: 1 | -1): void {
    this.tagCounts.add(tags, by);
    this.capabilityCounts.add(capabilities, by);
  }

  /** Servers by status, every status named. */
  byStatus(): Record<Status, number> {
    const counts = STATUSES.map((status) => [status, this.statusCounts.get(status)]);
    return Object.fromEntries(counts) as Record<Status, number>;
  }
}
