import canonicalize from 'canonicalize';
import { base64url, errors, flattenedVerify, type FlattenedJWSInput } from 'jose';
import { fromUtf8 } from './bytes.js';
import type { KeyFinder } from './key-finder.js';
import { Refusal } from './refusal.js';
import { asMembers, checkMembers, isText, type Members } from './shapes.js';
import { NotStrictJson, parseStrictJson } from './strict-json.js';

/** A payload that its key has signed. */
export interface ReadJws {
  readonly claims: Members;
  readonly kid: string;
}

/** In its one canonical spelling: the last character may hold bits that decoders drop. */
const isBase64url = (value: unknown): boolean => {
  if (!isText(value) || !/^[A-Za-z0-9_-]+$/.test(value)) return false;
  return value.length % 4 !== 1 && base64url.encode(base64url.decode(value)) === value;
};

/**
 * Verifies a flattened JWS of a type. What it says is looked at only after its signature holds.
 * @throws Refusal
 */
export async function readJws(jws: unknown, type: string, keys: KeyFinder): Promise<ReadJws> {
  const parts = asMembers(jws, 'the statement');
  const rules = { payload: isBase64url, protected: isBase64url, signature: isBase64url };
  checkMembers(parts, rules, 'the statement');
  const header = headerOf(parts['protected'] as string);
  if (Object.hasOwn(header, 'crit')) {
    throw new Refusal('unknown_critical', 'the header has critical extensions, which none knows');
  }
  checkMembers(header, { alg: isText, kid: isText, typ: isText }, 'the header');
  const { alg, kid, typ } = header as { alg: string; kid: string; typ: string };
  if (typ !== type) throw new Refusal('wrong_type', `it is of the type ${typ}, not ${type}`);
  const key = await keys.find(alg, kid);
  const payload = await verified(parts as unknown as FlattenedJWSInput, key, alg);
  return { claims: canonicalClaims(payload), kid };
}

function headerOf(encoded: string): Members {
  return asMembers(strictJson(base64url.decode(encoded), 'the header'), 'the header');
}

async function verified(
  jws: FlattenedJWSInput,
  key: Parameters<typeof flattenedVerify>[1],
  alg: string,
): Promise<Uint8Array> {
  try {
    return (await flattenedVerify(jws, key, { algorithms: [alg] })).payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new Refusal('bad_signature', 'the key did not sign this');
  }
}

function canonicalClaims(payload: Uint8Array): Members {
  const claims = asMembers(strictJson(payload, 'the payload'), 'the payload');
  if (canonicalize(claims) !== fromUtf8(payload)) {
    throw new Refusal('malformed', 'the payload is not in canonical JSON');
  }
  return claims;
}

function strictJson(bytes: Uint8Array, what: string): unknown {
  try {
    return parseStrictJson(fromUtf8(bytes));
  } catch (error) {
    const why = error instanceof NotStrictJson ? error.message : 'it is not in UTF-8';
    throw new Refusal('malformed', `${what} cannot be read: ${why}`);
  }
}
