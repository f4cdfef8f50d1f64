import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const SALT = 'omega-directory';
const PURPOSE = 'tokens that clients bring back';
const KEY_BYTES = 32;
const MAC_BYTES = 16;

/**
 * Authenticates short texts that clients are given and bring back, to any replica: HMAC-SHA256 with a key that is
 * derived from the directory's secret by HKDF (RFC 5869). During a rotation what the previous secret made still holds.
 */
export class TokenMacs {
  private readonly keys: readonly [Uint8Array, ...Uint8Array[]];

  constructor(secret: string, previousSecret?: string) {
    const current = derived(secret);
    this.keys = previousSecret === undefined ? [current] : [current, derived(previousSecret)];
  }

  /** 22 characters of base64url. `purpose` tells apart what texts are for. */
  mac(purpose: string, text: string): string {
    return macOf(this.keys[0], purpose, text).toString('base64url');
  }

  /** Whether the directory has made this for this purpose. */
  isOwn(purpose: string, text: string, mac: string): boolean {
    const bytes = Buffer.from(mac, 'base64url');
    if (bytes.length !== MAC_BYTES || bytes.toString('base64url') !== mac) return false;
    return this.keys.some((key) => timingSafeEqual(macOf(key, purpose, text), bytes));
  }
}

function macOf(key: Uint8Array, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${purpose}\n${text}`).digest().subarray(0, MAC_BYTES);
}

function derived(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, SALT, PURPOSE, KEY_BYTES));
}
