/** A public signing key: Ed25519 (RFC 8037) or P-256 (RFC 7518), with no other members. */
export type PublicKeyJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
