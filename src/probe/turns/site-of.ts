import ipaddr from 'ipaddr.js';

const SITE = /(?:[^.]+\.(?:[a-z]{2,3}\.[a-z]{2}|[^.]+))$/;

/** Services of Kubernetes, `<service>.<namespace>.svc.<cluster domain>`: a namespace is a site. */
const NAMESPACE = /[^.]+\.svc\.[^.]+\.[^.]+$/;
const IPV4 = /^\d+(\.\d+){3}$/;

/** Of an IPv6 address, what a provider gives to one customer. */
const GROUPS = 3;

/**
 * Roughly who has a host, so that one owner of many names gets one turn: the last two labels of a name, or three under the
 * like of `co.uk`; an IPv4 address itself; the first 48 bits of an IPv6 address in brackets. A server that shares one with others
 * only waits longer.
 */
export function siteOf(host: string): string {
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  if (IPV4.test(name)) return name;
  if (name.startsWith('[')) return networkOf(name.slice(1, -1));
  return (NAMESPACE.exec(name) ?? SITE.exec(name))?.[0] ?? name;
}

function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const { parts } = ipaddr.IPv6.parse(address);
  return parts
    .slice(0, GROUPS)
    .map((part) => part.toString(16))
    .join(':');
}
