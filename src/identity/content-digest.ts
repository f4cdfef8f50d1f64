import { hash } from 'node:crypto';
import { isArrayBuffer } from 'node:util/types';
import { parseDictionary } from 'structured-headers';
import { rawBody } from '../bodies/raw-body.js';
import { SignatureFault } from './signature-fault.js';
import { fieldValue, type SignedRequest } from './signed-request.js';

const ALGORITHMS = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/**
 * Compares the body with its `Content-Digest`, RFC 9530; algorithms that are not known here are passed over.
 * @throws SignatureFault when one differs, or none is known
 */
export function assertContentDigest(request: SignedRequest): void {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding !== 'identity') {
    throw new SignatureFault('a signed body is sent without Content-Encoding');
  }
  const body = rawBody(request);
  const known = digests(request).filter(([name]) => ALGORITHMS.has(name));
  if (known.length === 0)
    throw new SignatureFault('Content-Digest has neither sha-256 nor sha-512');
  for (const [name, digest] of known) {
    if (!hash(ALGORITHMS.get(name) ?? '', body, 'buffer').equals(digest)) {
      throw new SignatureFault(`Content-Digest ${name} is not that of the body`);
    }
  }
}

function digests(request: SignedRequest): [name: string, digest: Buffer][] {
  try {
    return [...parseDictionary(fieldValue(request, 'content-digest') ?? '')].map(
      ([name, [value]]) => {
        if (isArrayBuffer(value)) return [name, Buffer.from(value)];
        throw new TypeError('not a byte sequence');
      },
    );
  } catch {
    throw new SignatureFault('Content-Digest is not a dictionary of byte sequences');
  }
}
