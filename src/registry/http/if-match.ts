import { assertValid } from '../../common/http/validate-dto.js';

const DIGEST_TAG = /^"([0-9a-f]{64})"$/;

/** The digest in an `If-Match` header; `*` = whatever is stored; `undefined` without the header. */
export function ifMatchDigest(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '*') return header?.trim();
  const digest = DIGEST_TAG.exec(header.trim())?.[1];
  if (digest === undefined) {
    const message = 'must be one digest in double quotes (64 hex digits), or *';
    assertValid([{ path: 'If-Match', message }], 'The header');
  }
  return digest;
}
