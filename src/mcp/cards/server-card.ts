import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { parseJson } from '../../common/parse-json.js';
import type { Icon } from '../../manifest/icon.js';
import type { Manifest } from '../../manifest/manifest.js';
import { memberText, memberUrl } from '../member-text.js';
import { OWN_NAME, serverInfo } from '../server-info.js';

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json';
const TEXT_LENGTH = 100;
const IP_ADDRESS = /^[\d.]+$/;
const DOMAIN = /^[a-z0-9.-]+$/;

/** A server's card, SEP-2127: what a client needs before it connects. It proves nothing. */
export interface ServerCard {
  readonly $schema: string;
  /** `<reverse DNS>/<name>`. */
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly icons?: readonly Icon[];
  readonly remotes: readonly {
    readonly type: 'streamable-http';
    readonly url: string;
    readonly supportedProtocolVersions?: readonly string[];
  }[];
  readonly _meta?: object;
}

/** How a member is called. */
export interface CardLabel {
  readonly title: string;
  /** Its name in the official registry, when its domain vouches for it. */
  readonly ownName: string | undefined;
}

export function labelOf({ record }: CatalogEntry): CardLabel {
  const { display_name, registry_name } = parseJson(record.manifest) as Manifest;
  return {
    title: memberText(display_name, TEXT_LENGTH) || record.id.slice(0, TEXT_LENGTH),
    ownName: record.verifiedDomain === null ? undefined : registry_name,
  };
}

/** The directory's own card. */
export function directoryCard(baseUrl: string, version: string): ServerCard {
  const { name, title = name } = serverInfo(version);
  return {
    $schema: SCHEMA,
    name: `${namespaceOf(baseUrl)}/${name}`,
    version,
    title,
    description: 'A live, signed directory of MCP servers.',
    remotes: [
      {
        type: 'streamable-http',
        url: `${baseUrl}/mcp`,
        supportedProtocolVersions: ['2026-07-28', '2025-11-25', '2025-06-18'],
      },
    ],
  };
}

/**
 * A member's card. It has the name that the member gives itself in the official registry only when a domain vouches for
 * the member; else its name is one of the directory's.
 */
export function memberCard(entry: CatalogEntry, baseUrl: string): ServerCard {
  const { record, status } = entry;
  const { description, endpoints, icons } = parseJson(record.manifest) as Manifest;
  const { title, ownName } = labelOf(entry);
  return {
    $schema: SCHEMA,
    name: ownName ?? memberName(namespaceOf(baseUrl), record.id),
    version: memberText(record.version, TEXT_LENGTH),
    title,
    description: memberText(description ?? '', TEXT_LENGTH) || title,
    ...(icons !== undefined && { icons }),
    remotes: [{ type: 'streamable-http', url: memberUrl(endpoints.mcp) }],
    _meta: {
      'omega-directory/entry': {
        id: record.id,
        status,
        verified_domain: record.verifiedDomain,
        text_origin: 'member',
      },
    },
  };
}

/** A member's name among the directory's. The directory's own is nobody else's, and no id begins with "_". */
export function memberName(namespace: string, id: string): string {
  return `${namespace}/${id.toLowerCase() === OWN_NAME ? '_' : ''}${id}`;
}

/** The name of a card as AI catalogs have it: `urn:air:<domain>:mcp:<name>`. */
export function identifierOf(name: string): string {
  const [namespace = '', local = ''] = name.split('/');
  return `urn:air:${reversed(namespace)}:mcp:${local}`;
}

/** Reverse DNS of a URL's host. */
export function namespaceOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  return reversed(DOMAIN.test(hostname) ? hostname : 'localhost');
}

function reversed(domain: string): string {
  return IP_ADDRESS.test(domain) ? domain : domain.split('.').reverse().join('.');
}
