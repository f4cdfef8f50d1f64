import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import type { ToldServer } from '../../catalog/stored/tombstone.js';
import type { SseEvent } from './sse.js';

/** The kinds of events about a server. */
export const SERVER_EVENTS = ['registered', 'updated', 'status', 'removed'] as const;
export type ServerEventType = (typeof SERVER_EVENTS)[number];

/** The reason of a removal from what a reader asked for: the server is there, and does not match any more. */
export const FILTERED = 'filtered';

/** A server that matches what a reader asked for. */
export function shownEvent(
  type: ServerEventType,
  entry: CatalogEntry,
  withEntry: boolean,
): SseEvent {
  const { record, shown, status } = entry;
  const data = dataOf({ ...record, change: shown.change }, status, shown.statusReason);
  return { event: type, data: withEntry ? `${data.slice(0, -1)},"entry":${entry.json()}}` : data };
}

/** A server that is removed, or else does not match. */
export function removedEvent(record: ToldServer): SseEvent {
  const reason = record.removed ? record.statusReason : FILTERED;
  return { event: 'removed', data: dataOf(record, null, reason) };
}

/** What happened last, for a reader who may know anything. */
export function typeOfEntry({ shown }: CatalogEntry): ServerEventType {
  const { what } = shown.change;
  return what === 'registered' || what === 'updated' ? what : 'status';
}

function dataOf(
  record: Pick<ToldServer, 'id' | 'revision' | 'change'>,
  status: string | null,
  status_reason: string,
): string {
  const { id, revision, change } = record;
  const at = new Date(change.at).toISOString();
  return JSON.stringify({ id, revision, status, status_reason, at });
}
