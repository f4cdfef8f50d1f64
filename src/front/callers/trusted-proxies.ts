import { BlockList, isIPv6 } from 'node:net';

/** Addresses of proxies whose headers are believed. */
export class TrustedProxies {
  private readonly addresses = new BlockList();

  /** @param ranges as `10.1.2.3/32`, all valid */
  constructor(private readonly ranges: readonly string[]) {
    for (const range of ranges) {
      const [network = '', bits] = range.split('/');
      this.addresses.addSubnet(network, Number(bits), family(network));
    }
  }

  /** Whether there are any. */
  get some(): boolean {
    return this.ranges.length > 0;
  }

  include(address: string): boolean {
    return this.some && this.addresses.check(address, family(address));
  }
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
