import { Injectable } from '@nestjs/common';
import { CatalogDocuments } from '../../catalog/catalog-documents.service.js';
import { readServerQuery } from '../../catalog/query/read-server-query.js';
import type { ServerQuery } from '../../catalog/server-query.js';
import { matchesContent } from '../../common/http/etag.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { readDirectoryUri } from '../resources/directory-uri.js';
import { subscribable } from './subscribable.js';

/** Of all clients together; some 200 bytes each. */
const MOST_SUBSCRIPTIONS = 200_000;
/** Different ones: each is looked at after every change. */
const MOST_SEARCHES = 200;

interface WatchedSearch {
  readonly query: ServerQuery;
  watchers: number;
  etag: string;
}

/** What all clients together are subscribed to: keeps it within limits, and tells which searches have changed. */
@Injectable()
export class Subscriptions {
  private count = 0;
  private readonly searches = new Map<string, WatchedSearch>();

  constructor(private readonly documents: CatalogDocuments) {}

  /** Counts one more, until {@link remove}; `false` = there is no such resource, or no room. */
  add(uri: string): boolean {
    if (this.count >= MOST_SUBSCRIPTIONS) return false;
    const kind = subscribable(uri);
    if (kind === undefined || (kind === 'search' && !this.watch(uri))) return false;
    this.count += 1;
    return true;
  }

  remove(uri: string): void {
    this.count -= 1;
    const search = this.searches.get(uri);
    if (search === undefined) return;
    search.watchers -= 1;
    if (search.watchers === 0) this.searches.delete(uri);
  }

  get haveSearches(): boolean {
    return this.searches.size > 0;
  }

  /** The different searches, to be asked one by one: each takes its time. */
  searchUris(): Iterable<string> {
    return this.searches.keys();
  }

  /** Whether a search's answer differs from the last time. */
  hasChanged(uri: string): boolean {
    const search = this.searches.get(uri);
    if (search === undefined) return false;
    const before = search.etag;
    search.etag = this.etag(search.query);
    // A new signing window alone is no change.
    return !matchesContent(before, search.etag);
  }

  private watch(uri: string): boolean {
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

  private etag(query: ServerQuery): string {
    return this.documents.search(DEFAULT_SCOPE, query).etag;
  }
}
