import type { StatementAlgorithm } from '../../config/app-config.js';
import type { PublicKeyJwk } from '../../manifest/public-key.js';

/** Where a private key is. */
export const KEY_SOURCES = ['local', 'aws-kms', 'vault-transit'] as const;
export type KeySourceName = (typeof KEY_SOURCES)[number];

/** A signing key as the ring keeps it: all but the private key in plain. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly alg: StatementAlgorithm;
  readonly source: KeySourceName;
  readonly publicKey: PublicKeyJwk;
  /** What its source finds the private key by: the encrypted key itself, or its name in the KMS. */
  readonly reference: string;
}
