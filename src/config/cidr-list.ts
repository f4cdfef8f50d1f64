import ipaddr from 'ipaddr.js';

/** A list of address ranges, separated by commas. */
export function readCidrs(text: string): string[] {
  return text
    .split(',')
    .map((cidr) => cidr.trim())
    .filter((cidr) => cidr !== '');
}

/** What is wrong with a range of addresses; `undefined` when nothing is. */
export function cidrFault(cidr: string): string | undefined {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return undefined;
  if (!ipaddr.IPv6.isValidCIDR(cidr) || cidr.includes('%')) {
    return 'is not a range of addresses: write it as 10.0.0.0/8 or fd00::/8';
  }
  const [network] = ipaddr.IPv6.parseCIDR(cidr);
  return network.isIPv4MappedAddress() ? 'is IPv4 in disguise: write it as IPv4' : undefined;
}

/** A list of addresses and ranges of addresses as ranges. */
export function readRanges(text: string): string[] {
  return readCidrs(text).map((item) => {
    if (item.includes('/') || !ipaddr.isValid(item)) return item;
    return `${item}/${ipaddr.parse(item).kind() === 'ipv4' ? 32 : 128}`;
  });
}
