import { Injectable } from '@nestjs/common';
import { etagOf, stampedEtag } from '../common/http/etag.js';
import type { SendableDocument } from '../common/http/send-document.js';
import type { Scope } from '../manifest/scope.js';
import { Catalog } from './catalog.service.js';
import type { CatalogEntry } from './catalog-entry.js';
import { EntryRenderer } from './entry-renderer.service.js';
import { bytesOnPage, CatalogPage, PAGE_BYTES, type PageEntry } from './pages/catalog-page.js';
import { cursorText, indexAfter } from './pages/page-cursor.js';
import { pageKey, type ServerQuery } from './server-query.js';
import { Statements } from './statements.service.js';
import type { Selection } from './selection/selection.js';
import type { TenantCatalog } from './tenant-catalog.js';
import { VersionedCache } from './versioned-cache.js';

const MAX_CACHED_BYTES = 64 * 1_024 * 1_024;
/** So many tags, and so many capabilities, are named at most: making their document must not hold up others. */
const MOST_LABELS = 5_000;
/** Bytes that a page takes for each entry, beside what is rendered of it. */
const BYTES_PER_ENTRY = 64;

/** What is known of a server beside its record, epoch ms; `null` = not known. */
export interface EntryTimes {
  readonly lastHeartbeatAt: number | null;
  /** When it was last probed; shown only where a probe has found something. */
  readonly checkedAt: number | null;
}

/** The tag of an entry, with what it was made of beside the entry itself. */
interface EntryTag {
  readonly stamp: string;
  readonly mark: string;
  readonly etag: string;
}

/** How a page is cut and shown. */
interface PageKind {
  readonly key: string;
  readonly mostBytes: number;
  /** Entries have their scores. */
  readonly scored: boolean;
}

/** What is kept for one version of the catalog, and how it is made. */
interface Cached<T> {
  readonly key: string;
  /** Of what it holds beside what the catalog has. */
  readonly version: string | number;
  readonly make: (key: string) => T;
  readonly bytesOf: (made: T) => number;
}

/**
 * The directory's documents in JSON: listing, search, tags and one entry. Pages are selected and tagged once for each
 * change, and rendered when somebody reads them.
 */
@Injectable()
export class CatalogDocuments {
  private readonly entryTags = new WeakMap<CatalogEntry, EntryTag>();
  private readonly pages = new Map<TenantCatalog, VersionedCache<CatalogPage>>();
  private readonly tagCounts = new Map<TenantCatalog, VersionedCache<SendableDocument>>();

  constructor(
    private readonly catalog: Catalog,
    private readonly renderer: EntryRenderer,
    private readonly statements: Statements,
  ) {}

  /** A new one when any server has changed. */
  version(scope: Scope): number {
    return this.catalog.of(scope).version;
  }

  /** Ordered by id. @throws VALIDATION_FAILED when the cursor is of another query */
  listing(scope: Scope, query: ServerQuery, mostBytes = PAGE_BYTES): CatalogPage {
    const catalog = this.catalog.of(scope);
    return this.cachedPage(catalog, `list${mostBytes}/${pageKey(query)}`, (key) =>
      this.page(catalog, query, catalog.list(query), { key, mostBytes, scored: false }),
    );
  }

  /** The best match first. @throws VALIDATION_FAILED when the cursor is of another query */
  search(scope: Scope, query: ServerQuery, mostBytes = PAGE_BYTES): CatalogPage {
    const catalog = this.catalog.of(scope);
    return this.cachedPage(catalog, `search${mostBytes}/${pageKey(query)}`, (key) =>
      this.page(catalog, query, catalog.search(query), { key, mostBytes, scored: true }),
    );
  }

  tags(scope: Scope): SendableDocument {
    const catalog = this.catalog.of(scope);
    const { tagCounts, capabilityCounts } = catalog;
    const make = (): SendableDocument => {
      const body = JSON.stringify({
        tags: tagCounts.top(MOST_LABELS).map(([tag, count]) => ({ tag, count })),
        capabilities: capabilityCounts
          .top(MOST_LABELS)
          .map(([capability, count]) => ({ capability, count })),
        total: catalog.visibleCount,
        ...(Math.max(tagCounts.size, capabilityCounts.size) > MOST_LABELS && { truncated: true }),
      });
      return { body: Buffer.from(body), etag: etagOf(body) };
    };
    const bytesOf = ({ body }: SendableDocument): number => body.length;
    return this.cached(this.tagCounts, catalog, { key: '', version: '', make, bytesOf });
  }

  /** One entry; the times (epoch ms) are shown and are no part of the tag. */
  entry(entry: CatalogEntry, { lastHeartbeatAt, checkedAt }: EntryTimes): SendableDocument {
    const lastHeartbeat = `,"last_heartbeat":${timeJson(lastHeartbeatAt)}`;
    return {
      body: Buffer.from(entry.json(lastHeartbeat, `,"checked_at":${timeJson(checkedAt)}`)),
      etag: this.entryTag(entry),
    };
  }

  /** Worked out once a window, not once a read. */
  private entryTag(entry: CatalogEntry): string {
    const { stamp } = this.statements;
    const mark = this.statements.mark(entry);
    const known = this.entryTags.get(entry);
    if (known?.stamp === stamp && known.mark === mark) return known.etag;
    const { id } = entry.record;
    const etag = this.stamped(`${id}\n${entry.edition}\n${this.renderer.keyId}\n${mark}`);
    this.entryTags.set(entry, { stamp, mark, etag });
    return etag;
  }

  private page(
    catalog: TenantCatalog,
    query: ServerQuery,
    selection: Selection,
    { key, mostBytes, scored }: PageKind,
  ): CatalogPage {
    const { total, scores, partial } = selection;
    const { limit, after } = query;
    const first = after === undefined ? (query.page - 1) * limit : indexAfter(selection, after);
    const ids = selection.slice(first, first + limit);
    const entries: PageEntry[] = [];
    let bytes = 0;
    let length = 0;
    for (; length < ids.length; length += 1) {
      const entry = catalog.entry(ids[length] ?? '');
      if (entry === undefined) continue;
      const entryBytes = bytesOnPage(entry);
      if (entries.length > 0 && bytes + entryBytes > mostBytes) break;
      const member = scored ? `,"score":${scores?.[first + length] ?? 1}` : '';
      entries.push({ entry, member });
      bytes += entryBytes;
    }
    const last = first + length < total ? ids[length - 1] : undefined;
    const members = JSON.stringify({
      page: after === undefined ? query.page : Math.floor(first / limit) + 1,
      limit,
      total,
      pages: Math.ceil(total / limit),
      revision: catalog.listing.fingerprint.toString(),
      ...(partial && { partial: true }),
      ...(length < ids.length && { truncated: true }),
      ...(last !== undefined && { next: cursorText(last, scores?.[first + length - 1]) }),
    });
    return new CatalogPage({
      entries,
      bytes,
      partial,
      members: `,${members.slice(1, -1)}`,
      prepare: (entry) => void this.statements.mark(entry),
      tag: () => this.pageTag(`${key}\n${total}${partial ? '+' : ''}`, entries),
    });
  }

  /** Made of ids, editions and statements: what a page is rendered from. */
  private pageTag(key: string, entries: readonly PageEntry[]): string {
    const revisions = entries
      .map(({ entry }) => `${entry.record.id}:${entry.edition}${this.statements.mark(entry)}`)
      .join('\n');
    return this.stamped(`${key}\n${this.renderer.keyId}\n${revisions}`);
  }

  private cachedPage(
    catalog: TenantCatalog,
    key: string,
    select: (key: string) => CatalogPage,
  ): CatalogPage {
    const { version } = this.statements;
    return this.cached(this.pages, catalog, { key, version, make: select, bytesOf: keptBytes });
  }

  private cached<T>(
    caches: Map<TenantCatalog, VersionedCache<T>>,
    catalog: TenantCatalog,
    { key, version: further, make, bytesOf }: Cached<T>,
  ): T {
    let cache = caches.get(catalog);
    if (cache === undefined) {
      cache = new VersionedCache(MAX_CACHED_BYTES);
      caches.set(catalog, cache);
    }
    const version = `${catalog.version} ${further}`;
    const known = cache.get(version, key);
    if (known !== undefined) return known;
    const made = make(key);
    cache.set(version, key, made, bytesOf(made));
    return made;
  }

  /** The tag of something that holds statements: they change with the window, but the content does not. */
  private stamped(content: string): string {
    return stampedEtag(etagOf(content), this.statements.stamp);
  }
}

/** A small page is already rendered, and perhaps compressed too. */
function keptBytes(page: CatalogPage): number {
  return page.isSmall ? page.bytes * 1.5 : page.length * BYTES_PER_ENTRY;
}

function timeJson(at: number | null): string {
  return at === null ? 'null' : `"${new Date(at).toISOString()}"`;
}
