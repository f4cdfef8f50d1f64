import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** More proxies than any request passes. */
const MOST_HOPS = 32;
const LONGEST = 64;

/** An IPv6 address in brackets, or an IPv4 address with a port: the forms in which some proxies write addresses. */
const IN_BRACKETS = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/i;
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * The address of the client behind trusted proxies, from `X-Forwarded-For`: read from the right, where the nearest
 * proxy wrote, and only as far as a trusted proxy wrote it. What is not an address ends the search, because nobody can
 * say who is behind it.
 *
 * @param peer the other end of the connection
 * @param forwardedFor the header, with all its lines joined by commas
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  let client = plainAddress(peer);
  let end = forwardedFor?.length ?? 0;
  for (let hop = 0; hop < MOST_HOPS && end > 0 && isTrusted(client); hop += 1) {
    const comma = (forwardedFor ?? '').lastIndexOf(',', end - 1);
    const next = addressIn((forwardedFor ?? '').slice(comma + 1, end));
    if (next === undefined) break;
    client = next;
    end = comma;
  }
  return client;
}

/** An address of a socket; IPv4 that a socket for both kinds shows as IPv6 is IPv4. */
export function plainAddress(address: string): string {
  return address.replace(MAPPED, '');
}

/** The address that one item of the header holds, in its usual form. */
function addressIn(item: string): string | undefined {
  if (item.length > LONGEST) return undefined;
  const text = item.trim();
  const [, address = text] = IN_BRACKETS.exec(text) ?? WITH_PORT.exec(text) ?? [];
  if (isIP(address) === 0 || address.includes('%')) return undefined;
  return ipaddr.process(address).toString();
}
