import { errors } from 'undici';
import { RefusedTarget } from '../../outbound/guard/refused-target.js';
import type { ProbeOutcome } from './probe-outcome.js';

/**
 * All that is said of whatever did not answer in HTTP. What exactly was met would make the directory a port scanner of
 * the network that it is in.
 */
const NO_HTTP =
  'no HTTP answer: no connection, no answer in time, another protocol, or a certificate that is not accepted';

/** The system's and undici's codes in words; those that are not here are shown as they are. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  EHOSTUNREACH: 'no way to the host',
  ENETUNREACH: 'no way to the network',
  EADDRNOTAVAIL: 'no way to the network',
  ENOTFOUND: 'the name is not known',
  ENODATA: 'the name has no address',
  EAI_AGAIN: 'the name could not be looked up',
  ESERVFAIL: 'the name could not be looked up',
  UND_ERR_SOCKET: 'the connection was closed without an answer',
};

const SLOW: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  // Of the DNS.
  'ETIMEOUT',
]);

/** There is a service, but it does not speak HTTP, or not TLS. */
const OTHER_LANGUAGE =
  /^(HPE_|UND_ERR_HEADERS_OVERFLOW$|EPROTO$|ERR_SSL_(WRONG_VERSION|PACKET_LENGTH|HTTP_REQ))/;

const CERTIFICATE = /CERT|SIGNATURE|ERR_TLS_/;

/** A code, and nothing that somebody may have written. */
const CODE = /^[A-Z][A-Z0-9_]{0,59}$/;

/** What a request says that got no answer at all. Never shows what the other side sent. */
export function outcomeOfFailure(error: unknown): ProbeOutcome {
  if (error instanceof RefusedTarget) {
    const { message: detail, reason: cause } = error;
    return { state: 'refused', detail, ...(cause === undefined ? {} : { cause }) };
  }
  return withoutHttp(causeOf(codeOf(error)));
}

/** The outcome where nothing answered in HTTP. */
export function withoutHttp(cause: string): ProbeOutcome {
  return { state: 'unreachable', detail: NO_HTTP, cause };
}

function causeOf(code: string): string {
  if (SLOW.has(code)) return 'no connection within 2 s';
  if (OTHER_LANGUAGE.test(code)) return `no HTTP (${code})`;
  if (CERTIFICATE.test(code)) return `the TLS certificate is not accepted (${code})`;
  return WORDS[code] ?? `no answer (${code})`;
}

/** Whether not even a connection came about: nothing else on this host and port can be reached either. */
export function isUnconnected(error: unknown): boolean {
  return !(error instanceof RefusedTarget) && UNCONNECTED.has(codeOf(error));
}

const UNCONNECTED: ReadonlySet<string> = new Set([
  ...SLOW,
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
  'ENODATA',
  'EAI_AGAIN',
  'ESERVFAIL',
]);

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && CODE.test(code)) return code;
  return error instanceof errors.HTTPParserError ? 'HPE_UNKNOWN' : 'unknown error';
}
