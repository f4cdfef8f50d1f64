import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { signFields, verifyFields, type SignedFields } from './hmac.js';

/** Signs entries with the directory's HMAC secret and tells its own signatures from others. */
export class ManifestSigner {
  /** A short public name of the current key; part of each ETag, since a new key changes every entry. */
  readonly keyId: string;
  private readonly keys: readonly [KeyObject, ...KeyObject[]];

  constructor(secret: string, previousSecret?: string) {
    const current = createSecretKey(secret, 'utf8');
    this.keys =
      previousSecret === undefined ? [current] : [current, createSecretKey(previousSecret, 'utf8')];
    this.keyId = createHash('sha256')
      .update('omega-directory key id|')
      .update(signFields(current, { id: 'key-id' }))
      .digest('hex')
      .slice(0, 8);
  }

  sign(fields: SignedFields): string {
    return signFields(this.keys[0], fields);
  }

  /** Accepts the current secret and, during a rotation, the previous one. */
  verify(fields: SignedFields, signature: string): boolean {
    return verifyFields(this.keys, fields, signature);
  }
}
