import { serverIds } from '../entry/server-id.js';
import { officialMeta } from '../entry/source-entry.js';
import { isJsonObject, type UncheckedObject } from '../json-object.js';

/** A server that an import has made and that nobody else has registered since. */
export interface ImportedServer {
  readonly kind: 'imported';
  readonly id: string;
  readonly digest: string;
  /** Its name in the official registry's format. */
  readonly name: string;
  readonly version: string;
  readonly publishedAt: string | undefined;
  /** The source that it comes from; `undefined` = an import of an earlier version did not note it. */
  readonly source: string | undefined;
}

/** What stands under an id of the directory. */
export type Standing =
  | ImportedServer
  | { readonly kind: 'free' | 'foreign'; readonly id: string }
  | { readonly kind: 'unreadable'; readonly id: string; readonly reason: string };

/** What an entry of the directory is; `undefined` when it is not one. */
export function standingOf(entry: unknown): Standing | undefined {
  if (!isJsonObject(entry) || typeof entry['id'] !== 'string') return undefined;
  return importedServer(entry, entry['id']) ?? { kind: 'foreign', id: entry['id'] };
}

/**
 * An import makes static servers without a key, under an id of their registry name, and puts `mcp_registry` into their
 * metadata. A registration replaces the whole manifest, so it takes the mark away, unless it repeats it.
 */
function importedServer(entry: UncheckedObject, id: string): ImportedServer | undefined {
  const { registry_name: name, version, metadata, directory } = entry;
  const kept = isJsonObject(metadata) ? metadata['mcp_registry'] : undefined;
  if (!isJsonObject(kept) || entry['heartbeat_interval_seconds'] !== 0) return undefined;
  if (typeof name !== 'string' || entry['member_key'] !== undefined) return undefined;
  if (!Object.values(serverIds(name)).includes(id)) return undefined;
  const digest = isJsonObject(directory) ? directory['digest'] : undefined;
  if (typeof digest !== 'string' || typeof version !== 'string') return undefined;
  const { imported_from: source, registry_meta: registryMeta } = kept;
  const { publishedAt } = officialMeta(registryMeta);
  return {
    kind: 'imported',
    id,
    digest,
    name,
    version,
    publishedAt: typeof publishedAt === 'string' ? publishedAt : undefined,
    source: typeof source === 'string' ? source : undefined,
  };
}
