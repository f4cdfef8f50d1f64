import { Injectable } from '@nestjs/common';
import { CatalogDocuments } from '../../catalog/catalog-documents.service.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { notServed } from '../../catalog/stored/not-served.js';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { maxAgeSeconds } from '../../catalog/max-age.js';
import { SMALL_PAGE_BYTES } from '../../catalog/pages/catalog-page.js';
import { readServerQuery } from '../../catalog/query/read-server-query.js';
import type { ServerQuery } from '../../catalog/server-query.js';
import { Clock } from '../../common/clock.js';
import { LoopTurns } from '../../common/loop-turns.js';
import { LeaseTable } from '../../leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { ProbeBook } from '../../probe/probe-book.js';
import { StatusService } from '../../registry/status.service.js';
import { readDirectoryUri } from './directory-uri.js';
import { ReadResource } from './read-resource.js';

const FIRST_PAGE = readServerQuery('');
const MAX_REMEMBERED = 1_000;
const MAX_REMEMBERED_LENGTH = 1_024;

/** Reads the directory's resources. Their pages end sooner than over HTTP: a message is sent as a whole. */
@Injectable()
export class ResourceReader {
  /** Of documents that are rendered once a change, so that each is quoted once too. */
  private readonly documentsRead = new WeakMap<Buffer, ReadResource>();

  /** Valid ones: the same few are asked again and again. */
  private readonly queries = new Map<string, ServerQuery>();
  private readonly turns: LoopTurns;

  constructor(
    private readonly catalog: Catalog,
    private readonly documents: CatalogDocuments,
    private readonly leases: LeaseTable,
    private readonly probes: ProbeBook,
    private readonly statusService: StatusService,
    clock: Clock,
  ) {
    this.turns = LoopTurns.of(clock);
  }

  /**
   * @returns `undefined` when there is no such resource
   * @throws VALIDATION_FAILED when a search's parameters are wrong
   */
  async read(uri: string): Promise<ReadResource | undefined> {
    const resource = readDirectoryUri(uri);
    await this.turns.forRead();
    switch (resource?.kind) {
      case undefined:
        return undefined;
      case 'server': {
        const catalog = this.catalog.of(DEFAULT_SCOPE);
        const entry = catalog.entry(resource.id);
        if (entry !== undefined) return this.entry(entry);
        if (catalog.absent.get(resource.id) !== undefined) throw notServed(catalog, resource.id);
        return undefined;
      }
      case 'servers':
        return this.document(
          this.documents.listing(DEFAULT_SCOPE, FIRST_PAGE, SMALL_PAGE_BYTES).body,
        );
      case 'search':
        return this.document(
          this.documents.search(DEFAULT_SCOPE, this.query(resource.query), SMALL_PAGE_BYTES).body,
        );
      case 'tags':
        return this.document(this.documents.tags(DEFAULT_SCOPE).body);
      case 'status':
        return new ReadResource(JSON.stringify(await this.statusService.status(DEFAULT_SCOPE)), 0);
    }
  }

  private async entry(entry: CatalogEntry): Promise<ReadResource> {
    const { record } = entry;
    const lease = await this.leases.find(record);
    const { body } = this.documents.entry(entry, {
      lastHeartbeatAt: lease?.lastHeartbeatAt ?? null,
      checkedAt: record.probe === null ? null : await this.probes.checkedAt(record),
    });
    const leftMs = lease?.phase === 'live' ? Math.max(0, lease.remainingMs) : Infinity;
    const ttlMs = Math.min(maxAgeSeconds(record) * 1_000, Math.floor(leftMs));
    return new ReadResource(body, ttlMs);
  }

  private query(text: string): ServerQuery {
    let query = this.queries.get(text);
    if (query === undefined) {
      query = readServerQuery(text);
      if (text.length > MAX_REMEMBERED_LENGTH) return query;
      if (this.queries.size >= MAX_REMEMBERED) this.queries.clear();
      this.queries.set(text, query);
    }
    return query;
  }

  private document(body: Buffer): ReadResource {
    let read = this.documentsRead.get(body);
    if (read === undefined) {
      read = new ReadResource(body, 0);
      this.documentsRead.set(body, read);
    }
    return read;
  }
}
