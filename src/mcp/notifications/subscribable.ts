import { readServerQuery } from '../../catalog/query/read-server-query.js';
import { readDirectoryUri, serverUri } from '../resources/directory-uri.js';

/** Each is kept as it was sent. */
const MAX_LENGTH = 4_096;

/** What a URI is to those who subscribe to it: `undefined` = nothing that changes could be told of. */
export function subscribable(uri: string): 'resource' | 'search' | undefined {
  const resource = uri.length > MAX_LENGTH ? undefined : readDirectoryUri(uri);
  if (resource === undefined) return undefined;
  if (resource.kind === 'server') return uri === serverUri(resource.id) ? 'resource' : undefined;
  if (resource.kind !== 'search') return 'resource';
  return isSearch(resource.query) ? 'search' : undefined;
}

function isSearch(query: string): boolean {
  try {
    readServerQuery(query);
    return true;
  } catch {
    return false;
  }
}
