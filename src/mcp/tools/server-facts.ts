import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { parseJson } from '../../common/parse-json.js';
import type { Manifest } from '../../manifest/manifest.js';
import { memberText, memberUrl } from '../member-text.js';
import { serverUri } from '../resources/directory-uri.js';

const NAME_LENGTH = 200;
const VERSION_LENGTH = 64;
const SUMMARY_LENGTH = 300;
const DESCRIPTION_LENGTH = 2_000;
const TOOL_DESCRIPTION_LENGTH = 300;
const FEW_TOOLS = 20;
const MANY_TOOLS = 100;

/** How the owner has proved who they are: not at all, by a key, or by a key that a domain vouches for. */
type Verification = 'none' | 'key' | 'domain';

/** What a model needs to choose a server. Names, descriptions, labels and tools are the owner's words. */
export interface ServerSummary {
  readonly id: string;
  /** Of its resource. */
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly status: string;
  /** Where MCP clients connect to, by Streamable HTTP. */
  readonly mcp_url: string;
  readonly tags: readonly string[];
  readonly capabilities: readonly string[];
  /** Names of the first tools. */
  readonly tools: readonly string[];
  readonly tools_total: number;
  readonly verification: Verification;
  readonly verified_domain?: string;
  /** Whose the texts are. */
  readonly text_origin: 'member';
}

/** A summary with what the directory knows beside it. */
export interface ServerDetails extends Omit<ServerSummary, 'tools'> {
  readonly status_reason: string;
  readonly status_since: string;
  readonly updated_at: string;
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  /** What the directory met when it last tried the server itself. */
  readonly probe?: { readonly state: string; readonly since: string };
}

export function summaryOf(entry: CatalogEntry): ServerSummary {
  const manifest = parseJson(entry.record.manifest) as Manifest;
  return {
    ...common(entry, manifest, SUMMARY_LENGTH),
    tools: toolsOf(manifest, FEW_TOOLS).map(({ name }) => name),
  };
}

export function detailsOf(entry: CatalogEntry): ServerDetails {
  const { record, shown } = entry;
  const manifest = parseJson(record.manifest) as Manifest;
  return {
    ...common(entry, manifest, DESCRIPTION_LENGTH),
    status_reason: shown.statusReason,
    status_since: new Date(shown.statusSince).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    tools: toolsOf(manifest, MANY_TOOLS),
    ...(record.probe !== null && {
      probe: { state: record.probe.state, since: new Date(record.probe.since).toISOString() },
    }),
  };
}

/** A tag or capability, made fit for a model. */
export function labelText(label: string): string {
  return memberText(label, NAME_LENGTH);
}

function common(
  { record, status }: CatalogEntry,
  { display_name, description = '', endpoints, tags = [], capabilities = [], tools = [] }: Manifest,
  descriptionLength: number,
): Omit<ServerSummary, 'tools'> {
  return {
    id: record.id,
    uri: serverUri(record.id),
    name: memberText(display_name, NAME_LENGTH),
    description: memberText(description, descriptionLength),
    version: memberText(record.version, VERSION_LENGTH),
    status,
    mcp_url: memberUrl(endpoints.mcp),
    tags: tags.map(labelText),
    capabilities: capabilities.map(labelText),
    tools_total: tools.length,
    verification: verificationOf(record.memberKey !== null, record.verifiedDomain),
    ...(record.verifiedDomain !== null && { verified_domain: record.verifiedDomain }),
    text_origin: 'member',
  };
}

function verificationOf(hasKey: boolean, domain: string | null): Verification {
  if (!hasKey) return 'none';
  return domain === null ? 'key' : 'domain';
}

function toolsOf({ tools = [] }: Manifest, few: number): { name: string; description: string }[] {
  return tools.slice(0, few).map(({ name, description = '' }) => ({
    name: memberText(name, NAME_LENGTH),
    description: memberText(description, TOOL_DESCRIPTION_LENGTH),
  }));
}
