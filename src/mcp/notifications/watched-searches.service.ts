import { Injectable } from '@nestjs/common';
import { CatalogDocuments } from '../../catalog/catalog-documents.service.js';
import { readServerQuery } from '../../catalog/query/read-server-query.js';
import type { ServerQuery } from '../../catalog/server-query.js';
import { matchesContent } from '../../common/http/etag.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { readDirectoryUri } from '../resources/directory-uri.js';

/** Each is looked at after every change. */
const MOST_SEARCHES = 200;

interface WatchedSearch {
  readonly query: ServerQuery;
  watchers: number;
  etag: string;
}

/** Searches that somebody subscribed to: tells which have another answer than before. */
@Injectable()
export class WatchedSearches {
  private readonly searches = new Map<string, WatchedSearch>();

  constructor(private readonly documents: CatalogDocuments) {}

  /** Watches a search until {@link unwatch}; says whether there was room. */
  watch(uri: string): boolean {
    const known = this.searches.get(uri);
    if (known !== undefined) known.watchers += 1;
    else if (this.searches.size >= MOST_SEARCHES) return false;
    else {
      const resource = readDirectoryUri(uri);
      const query = readServerQuery(resource?.kind === 'search' ? resource.query : '');
      this.searches.set(uri, { query, watchers: 1, etag: this.etag(query) });
    }
    return true;
  }

  unwatch(uri: string): void {
    const known = this.searches.get(uri);
    if (known === undefined) return;
    known.watchers -= 1;
    if (known.watchers === 0) this.searches.delete(uri);
  }

  /** Those whose answer differs from the last time. */
  *changed(): Iterable<string> {
    for (const [uri, search] of this.searches) {
      const etag = this.etag(search.query);
      // A new signing window alone is no change.
      if (matchesContent(search.etag, etag)) continue;
      search.etag = etag;
      yield uri;
    }
  }

  private etag(query: ServerQuery): string {
    return this.documents.search(DEFAULT_SCOPE, query).etag;
  }
}
