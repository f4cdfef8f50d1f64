import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';

/** All addresses of a name; rejects as `node:dns` does. */
export type HostLookup = (hostname: string) => Promise<readonly LookupAddress[]>;

/** RFC 6761, section 6.3: these names are loopback, and nobody is to be asked about them. */
const LOCALHOST = /^(.+\.)?localhost\.?$/i;
const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** How the DNS is asked. */
interface DnsOptions {
  /** Milliseconds of the first of two tries; the second one has longer. */
  readonly timeout?: number;
  /** Addresses with ports; else those of the system. */
  readonly servers?: readonly string[];
  /** Looks up names that are not in the DNS. */
  readonly otherwise?: HostLookup;
}

/** There is no such name, it has no such addresses, or there is no DNS here at all. */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']);

/**
 * Looks names up in the DNS by queries of its own: `getaddrinfo` has two threads for the whole process, and names that
 * nobody answers for would keep the databases' names waiting. What is not in the DNS may be in the hosts file or in a
 * search domain, which only `getaddrinfo` knows.
 */
export function hostLookup({
  timeout = 1_000,
  servers,
  otherwise = getaddrinfo,
}: DnsOptions = {}): HostLookup {
  return async (hostname) => {
    if (LOCALHOST.test(hostname)) return LOOPBACK;
    // A new one each time reads the system's settings again.
    const resolver = new Resolver({ timeout, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const [v4, v6] = await Promise.allSettled([
      resolver.resolve4(hostname),
      resolver.resolve6(hostname),
    ]);
    const found = [...asAddresses(v4, 4), ...asAddresses(v6, 6)];
    if (found.length > 0) return found;
    for (const query of [v4, v6]) {
      if (query.status === 'rejected' && !ABSENT.has(codeOf(query.reason))) throw query.reason;
    }
    return otherwise(hostname);
  };
}

function getaddrinfo(hostname: string): Promise<readonly LookupAddress[]> {
  return lookup(hostname, { all: true });
}

function asAddresses(query: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] {
  return query.status === 'fulfilled' ? query.value.map((address) => ({ address, family })) : [];
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
