import type { AddressGuard } from './address-guard.js';
import { RefusedTarget } from './refused-target.js';

/**
 * Reads the URL of a target as the connection will, so that an address in any disguise shows as what it is.
 * @throws RefusedTarget when it may not be dialled; names are looked up, and checked, only when they are
 */
export function readTarget(text: string, guard: AddressGuard): URL {
  const url = URL.parse(text);
  if (url === null) throw new RefusedTarget('the URL is not valid');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RefusedTarget('only http and https are probed');
  }
  if (url.username !== '' || url.password !== '') {
    throw new RefusedTarget('the URL carries user information');
  }
  const address = literalAddress(url);
  const fault = address && guard.fault(address, portOf(url));
  if (fault !== undefined) throw new RefusedTarget(`${address ?? ''} is ${fault}`);
  return url;
}

/** The port that a connection for a URL of http or https goes to. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** The address that stands in a URL in place of a name; IPv6 without its brackets. */
function literalAddress({ hostname }: URL): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  // A host that ends in a number is an IPv4 address, or no URL at all (WHATWG URL, "ends in a number checker").
  return /^\d+(\.\d+){3}$/.test(hostname) ? hostname : undefined;
}
