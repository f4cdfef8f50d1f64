import { readServerQuery } from '../../catalog/query/read-server-query.js';
import { readDirectoryUri, serverUri } from '../resources/directory-uri.js';

/** What a URI is to those who subscribe to it: `undefined` = nothing that changes could be told of. */
export function subscribable(uri: string): 'resource' | 'search' | undefined {
  const resource = readDirectoryUri(uri);
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
