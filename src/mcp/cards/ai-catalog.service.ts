import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { Catalog } from '../../catalog/catalog.service.js';
import { notServed } from '../../catalog/stored/not-served.js';
import { VersionedCache } from '../../catalog/versioned-cache.js';
import { Clock } from '../../common/clock.js';
import { etagOf } from '../../common/http/etag.js';
import type { SendableDocument } from '../../common/http/send-document.js';
import { TimeSlice } from '../../common/time-slice.js';
import { AppConfig } from '../../config/app-config.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { AiCatalogDocument } from './ai-catalog-document.js';
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
/** The size of a large catalog, of which only the places of its servers are kept. */
const KEPT_BYTES = 1_000;
const CARD_TYPE = 'application/mcp-server-card+json';

/** Where a member's card is. */
const MEMBER_CARDS = '/mcp/resources/omega/directory/servers/';

/** The listed servers, and what of them the AI catalog depends on. */
interface Digested {
  readonly version: number;
  readonly listed: readonly CatalogEntry[];
  readonly text: string;
}

/** The domain's AI catalog, which names the directory and all listed servers, and the cards that it points to. */
@Injectable()
export class AiCatalog {
  private readonly documents = new VersionedCache<AiCatalogDocument>(MAX_CACHED_BYTES);
  private readonly labels = new WeakMap<CatalogEntry, CardLabel>();
  /** What the catalog said when it was last read, at whatever URL. */
  private digest: Digested | undefined;
  private reading: Promise<unknown> = Promise.resolve();
  private next: Promise<Digested> | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** As it is reached at a URL. */
  async document(baseUrl: string): Promise<AiCatalogDocument> {
    const now = this.catalog.of(DEFAULT_SCOPE).version;
    const known = this.documents.get(now, baseUrl);
    if (known !== undefined) return known;
    const { version, listed, text } = await this.digested(now);
    const etag = etagOf(`${baseUrl}\n${this.config.version}\n${text}`);
    const document = new AiCatalogDocument(etag, listed.length + 1, () =>
      this.lines(listed, baseUrl),
    );
    const bytes = document.isSmall ? document.bytes : KEPT_BYTES;
    this.documents.set(version, baseUrl, document, bytes);
    return document;
  }

  directoryCard(baseUrl: string): SendableDocument {
    return sendable(JSON.stringify(directoryCard(baseUrl, this.config.version)), CARD_TYPE);
  }

  /** @throws SERVER_NOT_FOUND, RECORD_DAMAGED or SERVER_LEFT_OUT */
  memberCard(id: string, baseUrl: string): SendableDocument {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    const entry = catalog.entry(id);
    if (entry === undefined) throw notServed(catalog, id);
    return sendable(JSON.stringify(memberCard(entry, baseUrl)), CARD_TYPE);
  }

  private *lines(listed: readonly CatalogEntry[], baseUrl: string): Generator<string> {
    const own = directoryCard(baseUrl, this.config.version);
    const namespace = namespaceOf(baseUrl);
    yield lineOf(own.name, own.title, `${baseUrl}/mcp/server-card`);
    for (const entry of listed) {
      const { id } = entry.record;
      const { ownName = memberName(namespace, id), title } = this.label(entry);
      yield lineOf(ownName, title, `${baseUrl}${MEMBER_CARDS}${id}/server-card`);
    }
  }

  /** Reads the catalog as it is when the read begins; callers that ask meanwhile share the next read. */
  private digested(version: number): Promise<Digested> {
    if (this.digest?.version === version) return Promise.resolve(this.digest);
    this.next ??= this.reading.catch(ignore).then(() => {
      this.next = undefined;
      const read = this.read();
      this.reading = read;
      return read;
    });
    return this.next;
  }

  /** In slices: there may be a hundred thousand servers. */
  private async read(): Promise<Digested> {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    const { version } = catalog;
    if (this.digest?.version === version) return this.digest;
    const listed = catalog.listed();
    const slice = new TimeSlice(this.clock);
    const digest = createHash('sha256');
    for (const entry of listed) {
      const { ownName = '', title } = this.label(entry);
      digest.update(`${entry.record.id}\n${ownName}\n${JSON.stringify(title)}\n`);
      await slice.pause();
    }
    this.digest = { version, listed, text: digest.digest('base64url') };
    return this.digest;
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
  // The callers that asked for the document get the error.
}

function sendable(text: string, contentType: string): SendableDocument {
  return { body: Buffer.from(text), etag: etagOf(text), contentType };
}
