import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The canonical form of a JSON value: JSON Canonicalization Scheme, RFC 8785. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form');
  return text;
}

/** SHA-256 of a text in UTF-8, lower-case hex. Of canonical JSON it is a manifest's `digest`. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}
