import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { PublicKeyJwk } from '../../src/manifest/public-key.js';

/** `test-key-ed25519` of RFC 9421, appendix B.1.4: everybody knows its private key. */
export const ED25519_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
} as const satisfies PublicKeyJwk;

/** `test-key-ecc-p256` of RFC 9421, appendix B.1.3. */
export const P256_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
  y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
} as const satisfies PublicKeyJwk;

export const ED25519_PRIVATE: KeyObject = createPrivateKey({
  key: { ...ED25519_KEY, d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU' },
  format: 'jwk',
});

export const P256_PRIVATE: KeyObject = createPrivateKey({
  key: { ...P256_KEY, d: 'UpuF81l-kOxbjf7T4mNSv0r5tN67Gim7rnf6EFpcYDs' },
  format: 'jwk',
});
