import ipaddr from 'ipaddr.js';
import type { ServerRecord } from '../../manifest/server-record.js';

/** Providers give one customer up to a /48, which has 65,536 networks of a /64 each. */
const SITE_BITS = 48;

/**
 * Whose influence a server counts for: the client that registered it (see `client-key.ts`), IPv6 networks by their /48.
 * Keys and endpoints do not tell owners apart, because one person can have any number of them.
 */
export function ownerOf({ registeredFrom }: Pick<ServerRecord, 'registeredFrom'>): string {
  const slash = registeredFrom.indexOf('/');
  if (slash === -1) return registeredFrom;
  const address = registeredFrom.slice(0, slash);
  if (!ipaddr.IPv6.isValid(address)) return registeredFrom;
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${SITE_BITS}`);
  return `${network.toString()}/${SITE_BITS}`;
}
