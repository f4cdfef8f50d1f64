import { Injectable } from '@nestjs/common';
import { etagOf, stampedEtag } from '../common/http/etag.js';
import type { SendableDocument } from '../common/http/send-document.js';
import type { Scope } from '../manifest/scope.js';
import { Catalog } from './catalog.service.js';
import type { CatalogEntry } from './catalog-entry.js';
import { EntryRenderer } from './entry-renderer.service.js';
import { pageKey, type ServerQuery } from './server-query.js';
import { Statements } from './statements.service.js';
import type { Selection } from './selection/selection.js';
import type { TenantCatalog } from './tenant-catalog.js';
import { VersionedCache } from './versioned-cache.js';

const MAX_CACHED_BYTES = 64 * 1_024 * 1_024;

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

/** The directory's documents in JSON: listing, search, tags and one entry. Pages are rendered once a change. */
@Injectable()
export class CatalogDocuments {
  private readonly entryTags = new WeakMap<CatalogEntry, EntryTag>();
  private readonly pages = new Map<TenantCatalog, VersionedCache<SendableDocument>>();

  constructor(
    private readonly catalog: Catalog,
    private readonly renderer: EntryRenderer,
    private readonly statements: Statements,
  ) {}

  listing(scope: Scope, query: ServerQuery): SendableDocument {
    const catalog = this.catalog.of(scope);
    return this.cached(catalog, `list${pageKey(query)}`, (key) =>
      this.page(catalog, query, catalog.list(query), key, false),
    );
  }

  search(scope: Scope, query: ServerQuery): SendableDocument {
    const catalog = this.catalog.of(scope);
    return this.cached(catalog, `search${pageKey(query)}`, (key) =>
      this.page(catalog, query, catalog.search(query), key, true),
    );
  }

  tags(scope: Scope): SendableDocument {
    const catalog = this.catalog.of(scope);
    return this.cached(catalog, 'tags', () => {
      const body = JSON.stringify({
        tags: catalog.tagCounts.ranked().map(([tag, count]) => ({ tag, count })),
        capabilities: catalog.capabilityCounts
          .ranked()
          .map(([capability, count]) => ({ capability, count })),
        total: catalog.visibleCount,
      });
      return { body: Buffer.from(body), etag: etagOf(body) };
    });
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
    const { id, revision } = entry.record;
    const etag = this.stamped(`${id}\n${revision}\n${this.renderer.keyId}\n${mark}`);
    this.entryTags.set(entry, { stamp, mark, etag });
    return etag;
  }

  private page(
    catalog: TenantCatalog,
    { page, limit }: ServerQuery,
    selection: Selection,
    key: string,
    scored: boolean,
  ): SendableDocument {
    const first = (page - 1) * limit;
    const { total, scores, partial } = selection;
    const entries = selection
      .slice(first, first + limit)
      .map((id) => catalog.entry(id))
      .filter((entry) => entry !== undefined);
    const servers = entries.map((entry, index) =>
      entry.json(scored ? `,"score":${scores?.[first + index] ?? 1}` : ''),
    );
    const pages = Math.ceil(total / limit);
    const revision = catalog.listing.fingerprint.toString();
    const body = `{"servers":[${servers.join(',')}],"page":${page},"limit":${limit},"total":${total},"pages":${pages},"revision":"${revision}"${partial ? ',"partial":true' : ''}}`;
    const revisions = entries
      .map((entry) => `${entry.record.id}:${entry.record.revision}${this.statements.mark(entry)}`)
      .join('\n');
    const etag = this.stamped(
      `${key}\n${total}${partial ? '+' : ''}\n${this.renderer.keyId}\n${revisions}`,
    );
    return { body: Buffer.from(body), etag, ...(partial && { partial }) };
  }

  private cached(
    catalog: TenantCatalog,
    key: string,
    render: (key: string) => SendableDocument,
  ): SendableDocument {
    let pages = this.pages.get(catalog);
    if (pages === undefined) {
      pages = new VersionedCache(MAX_CACHED_BYTES);
      this.pages.set(catalog, pages);
    }
    const version = `${catalog.version} ${this.statements.version}`;
    const known = pages.get(version, key);
    if (known !== undefined) return known;
    const document = render(key);
    pages.set(version, key, document, document.body.length);
    return document;
  }

  /** The tag of something that holds statements: they change with the window, which is no change of the content. */
  private stamped(content: string): string {
    return stampedEtag(etagOf(content), this.statements.stamp);
  }
}

function timeJson(at: number | null): string {
  return at === null ? 'null' : `"${new Date(at).toISOString()}"`;
}
