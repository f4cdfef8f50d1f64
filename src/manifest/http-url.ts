import { domainToUnicode } from 'node:url';
import { LIMITS } from './manifest-limits.js';

/** White space is dropped and a backslash read as a slash by some URL parsers, and by others not. */
const READ_DIFFERENTLY = /[\s\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\\]/u;

/** Scheme and authority; without one some parsers take the host from the path. */
const START = /^https?:\/\/(?<authority>[^/?#]+)/i;
const AUTHORITY = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/s;

/** Labels and dots as in DNS, with underscores too, because names of containers have them. */
const DNS_NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const HOST_LENGTH = 253;
const NO_DNS_NAME =
  'must have a host of at most 253 letters, digits, dashes, underscores and dots, with 1 to 63 of them before, between and after the dots';
const IDN = /(?:^|\.)xn--/;

/**
 * What keeps `value` from being an endpoint's URL, in words; `undefined` when nothing does. What URL parsers read
 * in different ways is refused: a checked URL must mean the same host and port to everyone.
 */
export function urlFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string with an http or https URL';
  if (value.length > LIMITS.urlLength) {
    return `must be no longer than ${LIMITS.urlLength} characters`;
  }
  if (READ_DIFFERENTLY.test(value)) {
    return 'must not hold white space, control characters, invisible characters or backslashes';
  }
  const authority = START.exec(value)?.groups?.['authority'];
  const url = URL.parse(value);
  if (authority === undefined || url === null) return 'must be an absolute http or https URL';
  if (authority.includes('@')) return 'must not carry user information';
  const { host = '', port } = AUTHORITY.exec(authority)?.groups ?? {};
  return hostFault(host.toLowerCase(), url.hostname) ?? portFault(port);
}

/** The host as it is written must be what the WHATWG URL standard reads: the one form that nobody reads differently. */
function hostFault(written: string, read: string): string | undefined {
  if (written !== read) return `must write its host in the form that all readers share: ${read}`;
  if (written.startsWith('[')) return undefined;
  if (written.length > HOST_LENGTH || !DNS_NAME.test(written)) return NO_DNS_NAME;
  // Such a label stays as it is; Node.js takes it, browsers do not. Most hosts have none: decoding them costs more than the other rules.
  if (IDN.test(written) && IDN.test(domainToUnicode(written))) {
    return 'must have a host in which each label after xn-- is valid Punycode';
  }
  return undefined;
}

function portFault(port: string | undefined): string | undefined {
  if (port === undefined) return undefined;
  const number = Number(port);
  if (/^[1-9]\d{0,4}$/.test(port) && number <= 65_535) return undefined;
  return 'must have a port from 1 to 65535, without zeros before it';
}
