import { ID_PATTERN } from '../../manifest/manifest-limits.js';

const BASE = 'omega://directory/';

/** What a resource's URI names. */
export type DirectoryResource =
  | { readonly kind: 'servers' | 'tags' | 'status' }
  | { readonly kind: 'server'; readonly id: string }
  /** With the query string, question mark included. */
  | { readonly kind: 'search'; readonly query: string };

/** Fixed resources by their last segment. */
export const FIXED_URIS = {
  servers: `${BASE}servers`,
  tags: `${BASE}tags`,
  status: `${BASE}status`,
} as const;

/** URI templates, RFC 6570. Hosts such as VS Code ask for every variable of one: so a search has short ones too. */
export const URI_TEMPLATES = {
  server: `${BASE}servers/{id}`,
  words: `${BASE}search?q={q}`,
  tag: `${BASE}search?tag={tag}`,
  search: `${BASE}search{?q,tag,capability,status,page,limit,after}`,
} as const;

/** A server's resource; ids need no encoding. */
export function serverUri(id: string): string {
  return `${BASE}servers/${id}`;
}

/**
 * Tells what a URI names; `undefined` = there is no such resource. The path is compared as it is: nothing is resolved
 * in it, only an id may be percent-encoded.
 */
export function readDirectoryUri(uri: string): DirectoryResource | undefined {
  if (!uri.startsWith(BASE)) return undefined;
  const rest = uri.slice(BASE.length);
  if (rest === 'servers' || rest === 'tags' || rest === 'status') return { kind: rest };
  if (rest === 'search' || rest.startsWith('search?')) {
    return { kind: 'search', query: rest.slice('search'.length) };
  }
  const id = rest.startsWith('servers/') ? decoded(rest.slice('servers/'.length)) : undefined;
  return id !== undefined && ID_PATTERN.test(id) ? { kind: 'server', id } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
