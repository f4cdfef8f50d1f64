import ipaddr from 'ipaddr.js';

/** All loopback addresses: programs on the same machine, which have no share of their own. */
export const LOCAL_CLIENT = 'local';

const PREFIX_BITS = 64;

/**
 * The name under which limits count a client: its IPv4 address, or the /64 of its IPv6 address, of which one machine
 * may use every address. IPv4 written as IPv6 is IPv4. A text that is not an address stays as it is.
 */
export function clientKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.range() === 'loopback') return LOCAL_CLIENT;
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${PREFIX_BITS}`);
  return `${network.toString()}/${PREFIX_BITS}`;
}
