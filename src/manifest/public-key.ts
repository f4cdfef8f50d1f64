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
