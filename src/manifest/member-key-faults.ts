import { createPublicKey } from 'node:crypto';
import type { FieldError } from '../common/domain-error.js';
import { joinPath } from '../common/json-faults.js';
import { isEd25519Point } from './ed25519-point.js';
import type { PublicKeyJwk } from './public-key.js';

const COORDINATE_BYTES = 32;
const COORDINATES: Readonly<Record<string, readonly string[]>> = {
  'OKP Ed25519': ['x'],
  'EC P-256': ['x', 'y'],
};

/** What is wrong with a member's public key: exactly the members of a {@link PublicKeyJwk}, and a point of its curve. */
export function memberKeyFaults(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'must be a public key as a JSON object (JWK)' }];
  }
  const { kty, crv } = value as { kty?: unknown; crv?: unknown };
  const kind = typeof kty === 'string' && typeof crv === 'string' ? `${kty} ${crv}` : '';
  const coordinates = Object.hasOwn(COORDINATES, kind) ? COORDINATES[kind] : undefined;
  const foreign = Object.keys(value).flatMap((name) => memberFault(name, path, coordinates));
  if (coordinates === undefined) {
    return [kindFault(kty, path), ...foreign];
  }
  const faults = [...coordinates.flatMap((name) => coordinateFault(value, name, path)), ...foreign];
  return faults.length === 0 && !isPoint(value as PublicKeyJwk)
    ? [{ path, message: 'is not a point on its curve that can be a key' }]
    : faults;
}

function kindFault(kty: unknown, path: string): FieldError {
  if (kty === 'OKP') return { path: `${path}.crv`, message: 'must be Ed25519' };
  if (kty === 'EC') return { path: `${path}.crv`, message: 'must be P-256' };
  return { path: `${path}.kty`, message: 'must be OKP (with Ed25519) or EC (with P-256)' };
}

function memberFault(
  name: string,
  path: string,
  coordinates: readonly string[] = ['x', 'y'],
): FieldError[] {
  if (name === 'kty' || name === 'crv' || coordinates.includes(name)) return [];
  const message = name === 'd' ? 'is the private key: never send it' : 'is not a known field';
  return [{ path: joinPath(path, name), message }];
}

function coordinateFault(key: object, name: string, path: string): FieldError[] {
  const at = joinPath(path, name);
  if (!Object.hasOwn(key, name)) return [{ path: at, message: 'is required' }];
  const text: unknown = key[name as keyof typeof key];
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64url') : undefined;
  // Only the canonical form: a key has one thumbprint.
  return bytes?.length === COORDINATE_BYTES && bytes.toString('base64url') === text
    ? []
    : [{ path: at, message: `must be ${COORDINATE_BYTES} bytes in base64url without padding` }];
}

function isPoint(key: PublicKeyJwk): boolean {
  // OpenSSL looks at the points of P-256 only.
  if (key.kty === 'OKP') return isEd25519Point(Buffer.from(key.x, 'base64url'));
  try {
    createPublicKey({ key: { ...key }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
