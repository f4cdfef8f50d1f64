import { hash } from 'node:crypto';

/** A public signing key: Ed25519 (RFC 8037) or P-256 (RFC 7518), with no other members. */
export type PublicKeyJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** The name of a key: SHA-256 of its members in the order of RFC 7638, base64url. */
export function keyThumbprint(key: PublicKeyJwk): string {
  const { kty, crv, x } = key;
  const members = key.kty === 'EC' ? { crv, kty, x, y: key.y } : { crv, kty, x };
  return hash('sha256', JSON.stringify(members), 'base64url');
}

/**
 * The public part of a key, member by member.
 * @throws Error when it is neither Ed25519 nor P-256
 */
export function toPublicKey({ kty, crv, x, y }: KeyMembers): PublicKeyJwk {
  if (kty === 'OKP' && crv === 'Ed25519' && x !== undefined) return { kty, crv, x };
  if (kty === 'EC' && crv === 'P-256' && x !== undefined && y !== undefined) {
    return { kty, crv, x, y };
  }
  throw new Error(`A key of the kind ${kty ?? '?'} ${crv ?? '?'} is neither Ed25519 nor P-256`);
}

interface KeyMembers {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}
