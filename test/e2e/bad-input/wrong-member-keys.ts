import { ED25519_KEY, P256_KEY } from '../../support/member-keys.js';
import { bad, type BadManifest, badValues } from './bad-manifest.js';

const { x } = ED25519_KEY;

/** Public keys that are refused, each with the member that is wrong. */
export const BAD_MEMBER_KEYS: readonly BadManifest[] = [
  ...badValues(
    'member_key',
    ['null', 'true', '60', '"key"', '[]'],
    'must be a public key as a JSON object (JWK)',
  ),
  key('nothing', '{}', ['kty']),
  key('RSA', '{"kty":"RSA","n":"AQAB","e":"AQAB"}', ['kty', 'n', 'e']),
  key('X25519', `{"kty":"OKP","crv":"X25519","x":"${x}"}`, ['crv']),
  key('P-384', '{"kty":"EC","crv":"P-384"}', ['crv']),
  key('no x', '{"kty":"OKP","crv":"Ed25519"}', ['x']),
  key('no y', `{"kty":"EC","crv":"P-256","x":"${P256_KEY.x}"}`, ['y']),
  key('__proto__ as kind', '{"kty":"__proto__","crv":"constructor"}', ['kty']),
  ...['d', 'kid', 'alg', 'use', 'y', 'k', 'toString'].map((name) =>
    key(`a member ${name}`, `{"kty":"OKP","crv":"Ed25519","x":"${x}","${name}":"${x}"}`, [name]),
  ),
  ...['null', '5', '""', '"AAAA"', `"${x}A"`, `"${x}="`, `["${x}"]`].map((json) =>
    key(`x: ${json}`, `{"kty":"OKP","crv":"Ed25519","x":${json}}`, ['x']),
  ),
  bad(
    'no point of P-256',
    { member_key: `{"kty":"EC","crv":"P-256","x":"${x}","y":"${x}"}` },
    ['member_key'],
    'is not a point on its curve that can be a key',
  ),
];

function key(name: string, json: string, members: readonly string[]): BadManifest {
  return bad(
    name,
    { member_key: json },
    members.map((member) => `member_key.${member}`),
  );
}
