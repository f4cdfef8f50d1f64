import { hkdfSync } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, type JWK } from 'jose';
import { parseJson } from '../../common/parse-json.js';

const SALT = 'omega-directory';
const PURPOSE = 'signing keys in the store';
const KEY_BYTES = 32;

/**
 * Encrypts private keys for the store: a JWK in a compact JWE (RFC 7517, section 7), with a key that is derived from
 * the first secret by HKDF. What the other secrets encrypted can still be read.
 */
export class KeySeal {
  private readonly keys: readonly [Uint8Array, ...Uint8Array[]];

  constructor(secret: string, earlier: readonly string[] = []) {
    this.keys = [derived(secret), ...earlier.map(derived)];
  }

  seal(key: JWK, kid: string): Promise<string> {
    return new CompactEncrypt(Buffer.from(JSON.stringify(key)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'jwk+json', kid })
      .encrypt(this.keys[0]);
  }

  /** The key, and whether it was encrypted with the first secret; `undefined` = with none of them. */
  async open(sealed: string): Promise<{ key: JWK; isCurrent: boolean } | undefined> {
    for (const [index, secret] of this.keys.entries()) {
      try {
        const { plaintext } = await compactDecrypt(sealed, secret, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        const key = parseJson(Buffer.from(plaintext).toString('utf8')) as JWK;
        return { key, isCurrent: index === 0 };
      } catch {
        // Perhaps with the next one.
      }
    }
    return undefined;
  }
}

function derived(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, SALT, PURPOSE, KEY_BYTES));
}
