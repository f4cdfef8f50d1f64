import { cidrFault, readCidrs } from './cidr-list.js';

/** Ports from the first to the last one, both included. */
export type PortRange = readonly [first: number, last: number];

/** Addresses that probes may contact, and at which ports; `undefined` = at those that probes use everywhere. */
export interface ProbeRange {
  readonly cidr: string;
  readonly ports: readonly PortRange[] | undefined;
}

const PORTS = /^\d{1,5}(?:-\d{1,5})?$/;
const LAST_PORT = 65_535;

/**
 * A list of ranges of addresses, each one with ports if there are any, for example
 * `127.0.0.1/32,10.0.0.0/8:80,443,8000-9000,fd00::/8:443`. Commas separate ranges as well as ports: ports alone belong to
 * the range before them. Colons of IPv6 addresses stand before the slash, and the one before the ports after it.
 */
export function readProbeRanges(text: string): string[] {
  const entries: string[] = [];
  for (const item of readCidrs(text)) {
    const last = entries.at(-1);
    if (PORTS.test(item) && last !== undefined && splitPorts(last)[1] !== undefined) {
      entries.push(`${entries.pop() ?? ''},${item}`);
    } else {
      entries.push(item);
    }
  }
  return entries;
}

/** What is wrong with an entry of {@link readProbeRanges}; `undefined` when nothing is. */
export function probeRangeFault(entry: string): string | undefined {
  const [cidr, ports] = splitPorts(entry);
  const wrong = ports?.split(',').find((item) => asPortRange(item) === undefined);
  if (wrong === undefined) return cidrFault(cidr);
  return `has ports that are not valid ("${wrong}"): write them as 80,443,8000-9000`;
}

/** Reads a valid entry of {@link readProbeRanges}. */
export function parseProbeRange(entry: string): ProbeRange {
  const [cidr, ports] = splitPorts(entry);
  const ranges = ports?.split(',').map(asPortRange);
  return { cidr, ports: ranges?.filter((range) => range !== undefined) };
}

function splitPorts(entry: string): readonly [cidr: string, ports: string | undefined] {
  const at = entry.indexOf(':', entry.indexOf('/') + 1);
  const hasPorts = entry.includes('/') && at >= 0;
  return hasPorts ? [entry.slice(0, at), entry.slice(at + 1)] : [entry, undefined];
}

function asPortRange(item: string): PortRange | undefined {
  if (!PORTS.test(item)) return undefined;
  const [first = 0, last = first] = item.split('-').map(Number);
  return first >= 1 && last >= first && last <= LAST_PORT ? [first, last] : undefined;
}
