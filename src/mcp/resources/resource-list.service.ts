import { Injectable } from '@nestjs/common';
import {
  ProtocolError,
  ProtocolErrorCode,
  type Icon,
  type Resource,
} from '@modelcontextprotocol/server';
import { CatalogDocuments } from '../../catalog/catalog-documents.service.js';
import { Catalog } from '../../catalog/catalog.service.js';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { Clock } from '../../common/clock.js';
import { parseJson } from '../../common/parse-json.js';
import { TimeSlice } from '../../common/time-slice.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import type { Manifest } from '../../manifest/manifest.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import type { Status } from '../../manifest/status.js';
import { memberText } from '../member-text.js';
import { FIXED_URIS, serverUri } from './directory-uri.js';

const PAGE_SIZE = 200;
/** A page ends when so many bytes of manifests were read for it. */
const READ_BYTES = 4 * 1_024 * 1_024;
const TITLE_LENGTH = 200;
const DESCRIPTION_LENGTH = 500;

const MIME_TYPE = 'application/json';

/** How much a server is worth a look, 0 to 1. */
const PRIORITIES: Record<Status, number> = {
  healthy: 0.7,
  unknown: 0.5,
  degraded: 0.4,
  draining: 0.2,
  stale: 0.1,
  offline: 0,
  disabled: 0,
};

const FIXED: readonly Resource[] = [
  {
    uri: FIXED_URIS.servers,
    name: 'servers',
    title: 'Live MCP servers',
    description:
      'The first 50 listed servers with all that is known of them, ordered by id. Further pages: the search resource.',
    mimeType: MIME_TYPE,
    annotations: { priority: 1 },
  },
  {
    uri: FIXED_URIS.tags,
    name: 'tags',
    title: 'Tags and capabilities',
    description: 'Tags and capabilities of the listed servers, with counts.',
    mimeType: MIME_TYPE,
    annotations: { priority: 0.8 },
  },
  {
    uri: FIXED_URIS.status,
    name: 'status',
    title: 'Status of the directory',
    description: 'Counts by status, heartbeats, self-preservation, storage and leases.',
    mimeType: MIME_TYPE,
    annotations: { priority: 0.3 },
  },
];

/** A page of the resources, and where the next one begins. */
export interface ResourcePage {
  readonly resources: Resource[];
  readonly nextCursor?: string;
}

/** Lists the directory's resources: the fixed ones, then every listed server, ordered by id. */
@Injectable()
export class ResourceList {
  constructor(
    private readonly catalog: Catalog,
    private readonly documents: CatalogDocuments,
    private readonly clock: Clock,
  ) {}

  /** A cursor names the last server that was listed, so servers that come and go move nothing. */
  async page(cursor: string | undefined): Promise<ResourcePage> {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    const ids = catalog.listedAfter(cursor === undefined ? '' : readCursor(cursor), PAGE_SIZE + 1);
    const resources: Resource[] = cursor === undefined ? [...FIXED] : [];
    const slice = new TimeSlice(this.clock);
    let length = 0;
    let bytes = 0;
    for (; length < Math.min(PAGE_SIZE, ids.length) && bytes < READ_BYTES; length += 1) {
      const entry = catalog.entry(ids[length] ?? '');
      if (entry === undefined) continue;
      bytes += entry.manifestBytes;
      resources.push(this.describe(entry));
      await slice.pause();
    }
    const last = ids[length - 1];
    if (last === undefined || length === ids.length) return { resources };
    return { resources, nextCursor: Buffer.from(last).toString('base64url') };
  }

  private describe(entry: CatalogEntry): Resource {
    const { record, status } = entry;
    const { display_name, description, icons } = parseJson(record.manifest) as Manifest;
    return {
      uri: serverUri(record.id),
      name: record.id,
      title: memberText(display_name, TITLE_LENGTH) || record.id,
      ...(description !== undefined && {
        description: memberText(description, DESCRIPTION_LENGTH),
      }),
      mimeType: MIME_TYPE,
      size: this.size(entry),
      ...(icons !== undefined && { icons: icons as Icon[] }),
      annotations: {
        priority: PRIORITIES[status],
        lastModified: new Date(record.updatedAt).toISOString(),
      },
    };
  }

  /** Bytes, as they are read when the last heartbeat and probe are known, which have the length of any time. */
  private size(entry: CatalogEntry): number {
    const { intervalSeconds, probe, updatedAt } = entry.record;
    const times = {
      lastHeartbeatAt: intervalSeconds > 0 ? updatedAt : null,
      checkedAt: probe === null ? null : updatedAt,
    };
    return this.documents.entry(entry, times).body.length;
  }
}

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (ID_PATTERN.test(id)) return id;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The cursor is not one of this list.');
}
