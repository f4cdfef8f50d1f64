import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { parseProbeRange, type PortRange } from '../../config/probe-ranges.js';
import { CLOUD_METADATA } from './cloud-metadata.js';
import { hasPort, isProbePort } from './probe-ports.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** All IPv6 addresses that are given out (RFC 4291, https://www.iana.org/assignments/ipv6-address-space). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Bits 64 to 71 of an IPv6 address with an IPv4 address in it may have to be zero and are then left out, RFC 6052. */
const SKIPPED_BYTE = 8;

const NEVER = CLOUD_METADATA.map((address) => Buffer.from(ipaddr.parse(address).toByteArray()));

type Range = readonly [network: Address, bits: number];

/**
 * Says which addresses may be probed, and at which ports: public ones of one machine, and those that the operator
 * allows, unless the operator denies them. Addresses that stand for an IPv4 address behind a translator count as what
 * they are, not as public.
 */
export class AddressGuard {
  private readonly allowed: readonly {
    readonly range: Range;
    readonly ports: readonly PortRange[] | undefined;
  }[];
  private readonly denied: readonly Range[];

  /**
   * @param allowed valid ranges, IPv4 or IPv6, with or without ports (see `readProbeRanges`)
   * @param denied valid ranges without ports, which count before all others
   */
  constructor(allowed: readonly string[], denied: readonly string[] = []) {
    this.allowed = allowed.map((entry) => {
      const { cidr, ports } = parseProbeRange(entry);
      return { range: ipaddr.parseCIDR(cidr), ports };
    });
    this.denied = denied.map((cidr) => ipaddr.parseCIDR(cidr));
  }

  /**
   * What speaks against an address and a port, as in "is *a private address, …*"; `undefined` when nothing does.
   * @param text an address as `node:net` takes it, IPv6 without brackets
   */
  fault(text: string, port: number): string | undefined {
    // Only what would be dialled as it is: ipaddr.js also reads 1.2.3 and octal numbers.
    if (isIP(text) === 0) return 'no valid address';
    // Takes an IPv4 address out of its mapped form, ::ffff:0:0/96.
    const address = ipaddr.process(text);
    if (isCloudMetadata(address)) return 'a cloud metadata address, which is never probed';
    if (this.denied.some((range) => isIn(address, range))) return 'denied by PROBE_DENY_CIDRS';
    const allowed = this.allowed.filter(({ range }) => isIn(address, range));
    if (allowed.length === 0 && !isPublic(address)) {
      return `not public (${rangeOf(address)}) and not in PROBE_ALLOW_CIDRS`;
    }
    const usual = isProbePort(port) && (isPublic(address) || allowed.some(({ ports }) => !ports));
    if (usual || allowed.some(({ ports }) => ports && hasPort(ports, port))) return undefined;
    return `not probed at port ${port} unless PROBE_ALLOW_CIDRS names the port`;
  }
}

function isIn(address: Address, [network, bits]: Range): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

/** `range()` alone takes all that has no name for public, such as ::127.0.0.1. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}

function rangeOf(address: Address): string {
  const range = address.range();
  return range === 'unicast' ? 'reserved' : range;
}

/**
 * Also when it is written into an IPv6 address, wherever: as NAT64 with any prefix (RFC 6052), 6to4, ISATAP, IPv4-
 * compatible or Teredo, which inverts it. That another address holds these four bytes by chance is all but impossible.
 */
function isCloudMetadata(address: Address): boolean {
  const bytes = address.toByteArray();
  const readings =
    address instanceof ipaddr.IPv4
      ? [bytes]
      : [bytes, bytes.toSpliced(SKIPPED_BYTE, 1), bytes.map((byte) => byte ^ 0xff)];
  return readings.some((reading) => {
    const text = Buffer.from(reading);
    return NEVER.some((never) => text.includes(never));
  });
}
