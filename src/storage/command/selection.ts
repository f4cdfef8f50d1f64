import type { StoredServer } from './stored-servers.js';

/** Which servers a command is about: those that meet every condition that is set. */
export interface Selection {
  /** Any of these ids; empty = any id. */
  readonly ids: readonly string[];
  /** Registered by this client. */
  readonly from: string | undefined;
  readonly removed: boolean;
  readonly damaged: boolean;
}

/** Whether nothing is set, so that every server is selected. */
export function selectsAll({ ids, from, removed, damaged }: Selection): boolean {
  return ids.length === 0 && from === undefined && !removed && !damaged;
}

/** Whether a server is selected. */
export function isSelected(
  { id, client, status }: Pick<StoredServer, 'id' | 'client' | 'status'>,
  { ids, from, removed, damaged }: Selection,
): boolean {
  return (
    (ids.length === 0 || ids.includes(id)) &&
    (from === undefined || client === from) &&
    (!removed || status === 'removed') &&
    (!damaged || status === 'damaged')
  );
}
