import { DomainError } from '../../common/domain-error.js';
import { STATEMENT_ALGORITHMS } from '../../config/app-config.js';
import type { Json } from '../../manifest/manifest.js';
import { keyThumbprint, toPublicKey } from '../../manifest/public-key.js';
import type { KeyRing, RingKey } from './key-ring.js';
import { KEY_SOURCES } from './signing-key.js';

/**
 * The ring as it is stored; `undefined` = none ever was.
 * @throws SIGNING_UNAVAILABLE when it is of another version, or somebody has changed it by hand
 */
export function readRing(value: Json | undefined): KeyRing {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw damaged('it is not a list');
  const keys: readonly unknown[] = value;
  for (const [index, key] of keys.entries()) {
    const fault = faultOf(key ?? {});
    if (fault !== undefined) throw damaged(`${fault} of key ${index + 1}`);
  }
  return keys as KeyRing;
}

/** The ring as it is to be stored. */
export function toJson(ring: KeyRing): Json {
  return ring as unknown as Json;
}

type Stored = Partial<Record<keyof RingKey, unknown>>;

/** What is wrong with a key: nothing private, which is in `reference`. */
function faultOf(key: Stored): string | undefined {
  const { kid, alg, source, reference, createdAt, activatesAt, revoked } = key;
  if (!isOneOf(STATEMENT_ALGORITHMS, alg)) return 'the algorithm';
  if (!isOneOf(KEY_SOURCES, source)) return 'the source';
  if (typeof kid !== 'string' || kid !== thumbprint(key.publicKey))
    return 'the public key, or its name,';
  if (typeof reference !== 'string') return 'the reference';
  if (!isTime(createdAt) || !isTime(activatesAt)) return 'a time';
  if (revoked !== null && !isTime((revoked as { at?: unknown } | undefined)?.at)) {
    return 'the revocation';
  }
  return undefined;
}

function thumbprint(key: unknown): string | undefined {
  try {
    return keyThumbprint(toPublicKey(key ?? {}));
  } catch {
    return undefined;
  }
}

/** Of what a `Date` can be made. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && words.includes(value);
}

function damaged(what: string): DomainError {
  return new DomainError(
    'SIGNING_UNAVAILABLE',
    `The key ring in the store cannot be read: ${what}. It is of another version, or was changed by hand; what to do ` +
      'is in ops/signing.md.',
  );
}
