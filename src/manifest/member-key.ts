import type { Manifest } from './manifest.js';
import { keyThumbprint, type PublicKeyJwk } from './public-key.js';
import type { ServerRecord } from './server-record.js';

type Pin = PublicKeyJwk | null;

/**
 * Whose signature a registration needs: the pinned key's; before there is one, that of the key which the manifest
 * brings, so that nobody locks an id with a key that nobody has. `null` = none.
 */
export function signerOf(
  current: Pick<ServerRecord, 'memberKey'> | undefined,
  { member_key }: Pick<Manifest, 'member_key'>,
): Pin {
  return current?.memberKey ?? member_key ?? null;
}

/** The key that is pinned after a registration; a manifest without a key leaves the pin as it is. */
export function pinOf(
  current: Pick<ServerRecord, 'memberKey'> | undefined,
  { member_key }: Pick<Manifest, 'member_key'>,
): Pin {
  return member_key ?? current?.memberKey ?? null;
}

/** Whether a manifest brings the first key of a server that is registered without one. */
export function pinsFirstKey(
  { removed, memberKey }: Pick<ServerRecord, 'removed' | 'memberKey'>,
  { member_key }: Pick<Manifest, 'member_key'>,
): boolean {
  return !removed && memberKey === null && member_key !== undefined;
}

/** Whether two pins are the same key. */
export function samePin(one: Pin, two: Pin): boolean {
  return nameOf(one) === nameOf(two);
}

/** What the history says of a new pin. */
export function pinNote(key: Pin): string | undefined {
  return key === null ? undefined : `pinned member key ${keyThumbprint(key)}`;
}

function nameOf(key: Pin): string | null {
  return key && keyThumbprint(key);
}
