import { createPublicKey, type KeyObject } from 'node:crypto';
import { DomainError } from '../../common/domain-error.js';
import type { StatementAlgorithm } from '../../config/app-config.js';
import type { KeySourceName, SigningKey } from '../keys/signing-key.js';
import { keyThumbprint, toPublicKey } from '../../manifest/public-key.js';

const CURVES = { EdDSA: 'Ed25519', ES256: 'P-256' } as const;

/**
 * A key of a KMS for the ring.
 * @throws SIGNING_UNAVAILABLE when it is not a key for the algorithm
 */
export function kmsKey(
  source: KeySourceName,
  alg: StatementAlgorithm,
  key: KeyObject,
  reference: string,
): SigningKey {
  const publicKey = toPublicKey(key.export({ format: 'jwk' }));
  if (publicKey.crv !== CURVES[alg]) {
    throw new DomainError(
      'SIGNING_UNAVAILABLE',
      `The key in the KMS is of the kind ${publicKey.crv}, and SIGNING_ALGORITHM=${alg} needs ${CURVES[alg]}.`,
    );
  }
  return { kid: keyThumbprint(publicKey), alg, source, publicKey, reference };
}

/** A raw Ed25519 public key, 32 bytes. */
export function ed25519Key(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
