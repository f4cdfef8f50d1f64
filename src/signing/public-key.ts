import type { PublicKeyJwk } from '../manifest/public-key.js';

/**
 * The public part of a key.
 * @throws Error when it is neither Ed25519 nor P-256
 */
export function toPublicKey({ kty, crv, x, y }: KeyMembers): PublicKeyJwk {
  if (kty === 'OKP' && crv === 'Ed25519' && x !== undefined) return { kty, crv, x };
  if (kty === 'EC' && crv === 'P-256' && x !== undefined && y !== undefined) {
    return { kty, crv, x, y };
  }
  throw new Error(`A key of the kind ${kty ?? '?'} ${crv ?? '?'} cannot sign statements`);
}

interface KeyMembers {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}
