import type { Status } from '../manifest/status.js';
import { cursorText, type PageCursor } from './pages/page-cursor.js';

/**
 * Which servers are asked for. Labels are in their stored form (lower case); the outer list is AND, the inner
 * one OR. No statuses = all but the hidden ones.
 */
export interface ServerFilter {
  readonly tags: readonly (readonly string[])[];
  readonly capabilities: readonly (readonly string[])[];
  readonly statuses: readonly Status[];
  /** Text; empty = any. */
  readonly text: string;
}

/** A page of what a filter selects. */
export interface ServerQuery extends ServerFilter {
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  /** Begins behind this instead of where the page does. */
  readonly after?: PageCursor | undefined;
}

/** The same for all filters that select the same servers. */
export function selectionKey({ tags, capabilities, statuses, text }: ServerFilter): string {
  return JSON.stringify([sorted(tags), sorted(capabilities), [...new Set(statuses)].sort(), text]);
}

/** The keys of queries that are remembered, and so asked again. */
const pageKeys = new WeakMap<ServerQuery, string>();

/** The same for all queries that have the same answer. */
export function pageKey(query: ServerQuery): string {
  let key = pageKeys.get(query);
  if (key === undefined) {
    const start =
      query.after === undefined
        ? query.page
        : `after ${cursorText(query.after.id, query.after.score)}`;
    key = `${start}/${query.limit}${selectionKey(query)}`;
    pageKeys.set(query, key);
  }
  return key;
}

function sorted(groups: readonly (readonly string[])[]): string[] {
  return [...new Set(groups.map((group) => [...new Set(group)].sort().join(',')))].sort();
}
