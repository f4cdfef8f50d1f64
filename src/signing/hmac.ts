import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** The fields of an entry that the HMAC covers. Endpoints and the rest are not covered. */
export interface SignedFields {
  readonly id?: string;
  readonly version?: string;
  readonly cache_ttl_seconds?: number;
}

/**
 * `base64url(HMAC-SHA256(key, id|version|cache_ttl_seconds))` without padding; missing values are `""`,
 * `""` and `60`.
 */
export function signFields(key: KeyObject, fields: SignedFields): string {
  const { id = '', version = '', cache_ttl_seconds: ttl = 60 } = fields;
  return createHmac('sha256', key).update(`${id}|${version}|${ttl}`, 'utf8').digest('base64url');
}

/** Whether the signature was made with one of the keys, in constant time. */
export function verifyFields(
  keys: readonly KeyObject[],
  fields: SignedFields,
  signature: string,
): boolean {
  const given = Buffer.from(signature, 'latin1');
  let valid = false;
  for (const key of keys) {
    const expected = Buffer.from(signFields(key, fields), 'latin1');
    if (given.length === expected.length && timingSafeEqual(given, expected)) valid = true;
  }
  return valid;
}
