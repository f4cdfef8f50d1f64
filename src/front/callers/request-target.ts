import { DomainError } from '../../common/domain-error.js';

/** A whole URL, which clients send to proxies and a server has to take: RFC 9112, section 3.2.2. */
const WHOLE_URL = /^https?:\/\/([^/?]*)(?:[/?]|$)/i;
const MALFORMED = 'The request target is neither a path nor a URL of this directory.';

/**
 * Checks the form of a request target, so that each route has one spelling: the router would take `#` for the end of
 * the path and then `\` for `/`.
 *
 * @returns the host of a target that is a whole URL; `undefined` for a path, and for `*`
 * @throws MALFORMED_REQUEST
 */
export function hostOfTarget(target: string, method: string): string | undefined {
  if (target.includes('#')) {
    throw new DomainError('MALFORMED_REQUEST', 'A request target has no fragment ("#").');
  }
  if (target.startsWith('/')) return undefined;
  if (target === '*' && method === 'OPTIONS') return undefined;
  const host = WHOLE_URL.exec(target)?.[1];
  if (host === undefined || target.includes('\\')) {
    throw new DomainError('MALFORMED_REQUEST', MALFORMED);
  }
  return host;
}
