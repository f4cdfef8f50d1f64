import type { Status } from '../manifest/status.js';

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
}

/** The same for all filters that select the same servers. */
export function selectionKey({ tags, capabilities, statuses, text }: ServerFilter): string {
  return JSON.stringify([sorted(tags), sorted(capabilities), [...new Set(statuses)].sort(), text]);
}

/** The same for all queries that have the same answer. */
export function pageKey(query: ServerQuery): string {
  return `${query.page}/${query.limit}${selectionKey(query)}`;
}

function sorted(groups: readonly (readonly string[])[]): string[] {
  return [...new Set(groups.map((group) => [...new Set(group)].sort().join(',')))].sort();
}
