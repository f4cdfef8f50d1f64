import { Injectable } from '@nestjs/common';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { VersionedCache } from '../../catalog/versioned-cache.js';
import { Clock } from '../../common/clock.js';
import { etagOf } from '../../common/http/etag.js';
import type { SendableDocument } from '../../common/http/send-document.js';
import { TimeSlice } from '../../common/time-slice.js';
import { AppConfig } from '../../config/app-config.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import {
  directoryCard,
  identifierOf,
  labelOf,
  memberCard,
  memberName,
  namespaceOf,
  type CardLabel,
} from './server-card.js';

const MAX_CACHED_BYTES = 32 * 1_024 * 1_024;
/** About what a server takes in the catalog. */
const LINE_BYTES = 250;
const CARD_TYPE = 'application/mcp-server-card+json';
const CATALOG_TYPE = 'application/ai-catalog+json';

/** Where a member's card is. */
const MEMBER_CARDS = '/mcp/resources/omega/directory/servers/';

/** The domain's AI catalog, which names the directory and all listed servers, and the cards that it points to. */
@Injectable()
export class AiCatalog {
  private readonly catalogs = new VersionedCache<Promise<SendableDocument>>(MAX_CACHED_BYTES);
  private readonly labels = new WeakMap<CatalogEntry, CardLabel>();
  /** One is rendered after the other, for each fills memory: whoever asks names any port as the host's. */
  private rendered: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly catalog: Catalog,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** As it is reached at a URL; rendered once a change. */
  document(baseUrl: string): Promise<SendableDocument> {
    const tenant = this.catalog.of(DEFAULT_SCOPE);
    const known = this.catalogs.get(tenant.version, baseUrl);
    if (known !== undefined) return known;
    const document = this.rendered.then(() => this.render(tenant.listed(), baseUrl));
    this.rendered = document.then(ignore, ignore);
    this.catalogs.set(tenant.version, baseUrl, document, tenant.visibleCount * LINE_BYTES);
    return document;
  }

  directoryCard(baseUrl: string): SendableDocument {
    return sendable(JSON.stringify(directoryCard(baseUrl, this.config.version)), CARD_TYPE);
  }

  /** `undefined` = no such server is there. */
  memberCard(id: string, baseUrl: string): SendableDocument | undefined {
    const entry = this.catalog.of(DEFAULT_SCOPE).entry(id);
    return entry && sendable(JSON.stringify(memberCard(entry, baseUrl)), CARD_TYPE);
  }

  /** In slices: there may be a hundred thousand lines. */
  private async render(
    listed: readonly CatalogEntry[],
    baseUrl: string,
  ): Promise<SendableDocument> {
    const slice = new TimeSlice(this.clock);
    const own = directoryCard(baseUrl, this.config.version);
    const namespace = namespaceOf(baseUrl);
    const lines = [lineOf(own.name, own.title, `${baseUrl}/mcp/server-card`)];
    for (const entry of listed) {
      const { id } = entry.record;
      const { ownName = memberName(namespace, id), title } = this.label(entry);
      lines.push(lineOf(ownName, title, `${baseUrl}${MEMBER_CARDS}${id}/server-card`));
      await slice.pause();
    }
    return sendable(`{"specVersion":"1.0","entries":[${lines.join(',')}]}`, CATALOG_TYPE);
  }

  /** Read once a change of the server: a manifest may be long. */
  private label(entry: CatalogEntry): CardLabel {
    let label = this.labels.get(entry);
    if (label === undefined) this.labels.set(entry, (label = labelOf(entry)));
    return label;
  }
}

function lineOf(name: string, title: string, url: string): string {
  const line = { identifier: identifierOf(name), displayName: title, type: CARD_TYPE, url };
  return JSON.stringify(line);
}

function ignore(): void {
  // Whoever asked for the document has it, or its error.
}

function sendable(text: string, contentType: string): SendableDocument {
  return { body: Buffer.from(text), etag: etagOf(text), contentType };
}
