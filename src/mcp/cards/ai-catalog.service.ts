import { Injectable } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { VersionedCache } from '../../catalog/versioned-cache.js';
import { etagOf } from '../../common/http/etag.js';
import type { SendableDocument } from '../../common/http/send-document.js';
import { AppConfig } from '../../config/app-config.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { directoryCard, identifierOf, memberCard, type ServerCard } from './server-card.js';

const MAX_CACHED_BYTES = 32 * 1_024 * 1_024;
const CARD_TYPE = 'application/mcp-server-card+json';
const CATALOG_TYPE = 'application/ai-catalog+json';

/** Where a member's card is. */
const MEMBER_CARDS = '/mcp/resources/omega/directory/servers/';

/** The domain's AI catalog, which names the directory and all listed servers, and the cards that it points to. */
@Injectable()
export class AiCatalog {
  private readonly catalogs = new VersionedCache<SendableDocument>(MAX_CACHED_BYTES);

  constructor(
    private readonly catalog: Catalog,
    private readonly config: AppConfig,
  ) {}

  /** As it is reached at a URL; rendered once a change. */
  document(baseUrl: string): SendableDocument {
    const tenant = this.catalog.of(DEFAULT_SCOPE);
    const known = this.catalogs.get(tenant.version, baseUrl);
    if (known !== undefined) return known;
    const entries = [
      entryOf(directoryCard(baseUrl, this.config.version), `${baseUrl}/mcp/server-card`),
      ...tenant.listed().map((entry) => {
        const url = `${baseUrl}${MEMBER_CARDS}${entry.record.id}/server-card`;
        return entryOf(memberCard(entry, baseUrl), url);
      }),
    ];
    const document = sendable({ specVersion: '1.0', entries }, CATALOG_TYPE);
    this.catalogs.set(tenant.version, baseUrl, document, document.body.length);
    return document;
  }

  directoryCard(baseUrl: string): SendableDocument {
    return sendable(directoryCard(baseUrl, this.config.version), CARD_TYPE);
  }

  /** `undefined` = no such server is there. */
  memberCard(id: string, baseUrl: string): SendableDocument | undefined {
    const entry = this.catalog.of(DEFAULT_SCOPE).entry(id);
    return entry && sendable(memberCard(entry, baseUrl), CARD_TYPE);
  }
}

function entryOf(card: ServerCard, url: string): object {
  return { identifier: identifierOf(card), displayName: card.title, type: CARD_TYPE, url };
}

function sendable(value: object, contentType: string): SendableDocument {
  const text = JSON.stringify(value);
  return { body: Buffer.from(text), etag: etagOf(text), contentType };
}
