import { Injectable } from '@nestjs/common';
import { CatalogDocuments } from '../../catalog/catalog-documents.service.js';
import { SMALL_PAGE_BYTES } from '../../catalog/pages/catalog-page.js';
import { readServerQuery } from '../../catalog/query/read-server-query.js';
import type { ServerQuery } from '../../catalog/server-query.js';
import { DomainError } from '../../common/domain-error.js';
import { matchesContent } from '../../common/http/etag.js';
import type { Budget } from '../../limits/budget.js';
import { Budgets } from '../../limits/budgets.service.js';
import { SharedHold } from '../../limits/streams/shared-hold.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { readDirectoryUri } from '../resources/directory-uri.js';
import { subscribable } from './subscribable.js';

/** Bytes of a subscription beside its URI: entries of sets and maps. */
const OVERHEAD_BYTES = 200;

/** A resource that somebody is subscribed to. */
interface Watched {
  /** The one copy of its URI that all share. */
  readonly uri: string;
  readonly search: WatchedSearch | undefined;
  subscribers: number;
}

interface WatchedSearch {
  readonly query: ServerQuery;
  readonly hold: SharedHold;
  /** Subscribers that have a stream now. Without any the search is not looked at. */
  listeners: number;
  /** The entity tag of its answer when it was last looked at. */
  etag: string;
}

/** What all clients together are subscribed to: keeps it within limits, and tells which searches have changed. */
@Injectable()
export class Subscriptions {
  private readonly watched = new Map<string, Watched>();
  private readonly listened = new Map<string, WatchedSearch>();
  private readonly bytes: Budget;

  constructor(
    private readonly documents: CatalogDocuments,
    private readonly budgets: Budgets,
  ) {
    this.bytes = budgets.of('MCP subscription bytes');
  }

  /**
   * Subscribes a client once more, until {@link remove}. Returns the copy of the URI to keep; `undefined` = there is no
   * such resource, or no room.
   */
  add(uri: string, client: string): string | undefined {
    const bytes = bytesOf(uri);
    if (this.bytes.refusal(client, bytes) !== undefined) return undefined;
    const watched = this.watched.get(uri) ?? this.watch(uri);
    if (watched === undefined || !joined(watched, client)) return undefined;
    this.watched.set(watched.uri, watched);
    watched.subscribers += 1;
    this.bytes.take(client, bytes);
    return watched.uri;
  }

  remove(uri: string, client: string): void {
    const watched = this.watched.get(uri);
    if (watched === undefined) return;
    this.bytes.give(client, bytesOf(uri));
    watched.search?.hold.leave(client);
    watched.subscribers -= 1;
    if (watched.subscribers === 0) this.watched.delete(uri);
  }

  /** One more subscriber of a resource has a stream now: from now on it gets the changes of a search. */
  listen(uri: string): void {
    const search = this.watched.get(uri)?.search;
    if (search === undefined) return;
    search.listeners += 1;
    if (search.listeners > 1) return;
    search.etag = this.etag(search);
    this.listened.set(uri, search);
  }

  /** One subscriber fewer has a stream. */
  unlisten(uri: string): void {
    const search = this.listened.get(uri);
    if (search === undefined) return;
    search.listeners -= 1;
    if (search.listeners === 0) this.listened.delete(uri);
  }

  /** A new one when any server has changed. */
  get version(): number {
    return this.documents.version(DEFAULT_SCOPE);
  }

  get haveSearches(): boolean {
    return this.listened.size > 0;
  }

  /** The different searches that somebody listens to, to be asked one by one: each takes its time. */
  searchUris(): Iterable<string> {
    return this.listened.keys();
  }

  isSearch(uri: string): boolean {
    return this.watched.get(uri)?.search !== undefined;
  }

  /** Whether a search's answer differs from the last time. */
  hasChanged(uri: string): boolean {
    const search = this.listened.get(uri);
    if (search === undefined) return false;
    const before = search.etag;
    search.etag = this.etag(search);
    // A new signing window alone is not a change.
    return !matchesContent(before, search.etag);
  }

  private etag({ query }: WatchedSearch): string {
    return this.documents.search(DEFAULT_SCOPE, query, SMALL_PAGE_BYTES).etag;
  }

  private watch(uri: string): Watched | undefined {
    const kind = subscribable(uri);
    if (kind === undefined) return undefined;
    if (kind === 'resource') return { uri, search: undefined, subscribers: 0 };
    const resource = readDirectoryUri(uri);
    const query = readServerQuery(resource?.kind === 'search' ? resource.query : '');
    const hold = new SharedHold(this.budgets.of('watched searches'), 1);
    const search = { query, hold, listeners: 0, etag: '' };
    return { uri, search, subscribers: 0 };
  }
}

function bytesOf(uri: string): number {
  return 2 * uri.length + OVERHEAD_BYTES;
}

/** Whether there is room for the search, if it is one. */
function joined({ search }: Watched, client: string): boolean {
  try {
    search?.hold.join(client);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
