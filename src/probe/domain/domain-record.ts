import type { PublicKeyJwk } from '../../manifest/public-key.js';

const VERSION = 'MCPv1';

/**
 * Whether a text names a key in the format of the official registry: `v=MCPv1; k=ed25519; p=<base64 of 32 bytes>`.
 * It has none for P-256.
 */
export function namesKey(text: string, key: PublicKeyJwk): boolean {
  if (key.kty !== 'OKP') return false;
  const members = new Map(text.split(';').map(asMember));
  const isOurs = members.get('v') === VERSION && members.get('k') === 'ed25519';
  return isOurs && members.get('p') === Buffer.from(key.x, 'base64url').toString('base64');
}

function asMember(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
