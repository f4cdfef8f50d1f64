import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ED25519_KEY, P256_KEY } from '../../test/support/member-keys.js';
import { memberKeyFaults } from './member-key-faults.js';

/** Points of small order, as they are encoded. */
const SMALL_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
];

const OTHER = ED25519_KEY.x;
const ed25519 = (x: unknown) => ({ ...ED25519_KEY, x });
const paths = (value: unknown) => memberKeyFaults(value, 'member_key').map(({ path }) => path);

describe('memberKeyFaults', () => {
  it('should take every key of the two kinds', () => {
    expect(paths(ED25519_KEY)).toEqual([]);
    expect(paths(P256_KEY)).toEqual([]);
    for (let count = 0; count < 50; count += 1) {
      const { publicKey } = generateKeyPairSync('ed25519');
      expect(paths(publicKey.export({ format: 'jwk' }))).toEqual([]);
    }
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(paths(publicKey.export({ format: 'jwk' }))).toEqual([]);
  });

  it.each([
    ...[null, 'x', 5, true, [ED25519_KEY]].map((value) => [value, ['member_key']] as const),
    [{}, ['member_key.kty']],
    [{ ...ED25519_KEY, kty: 'RSA' }, ['member_key.kty']],
    [{ ...ED25519_KEY, kty: ['OKP'] }, ['member_key.kty']],
    [{ ...ED25519_KEY, crv: 'X25519' }, ['member_key.crv']],
    [{ ...ED25519_KEY, crv: 'P-256' }, ['member_key.crv']],
    [{ ...P256_KEY, crv: 'P-384' }, ['member_key.crv']],
    [{ ...P256_KEY, crv: undefined }, ['member_key.crv']],
    [{ ...ED25519_KEY, d: OTHER }, ['member_key.d']],
    [{ ...ED25519_KEY, kid: 'a', alg: 'EdDSA', use: 'sig' }, ['kid', 'alg', 'use'].map(within)],
    [{ ...ED25519_KEY, y: OTHER }, ['member_key.y']],
    [{ kty: 'EC', crv: 'P-256', x: P256_KEY.x }, ['member_key.y']],
    [{ kty: 'OKP', crv: 'Ed25519' }, ['member_key.x']],
    ...[null, 5, '', OTHER.slice(1), `${OTHER}A`, `${OTHER}=`, ` ${OTHER.slice(1)}`].map(
      (x) => [ed25519(x), ['member_key.x']] as const,
    ),
    // The same bytes in other characters: one key has one name.
    [ed25519(`${OTHER.slice(0, -1)}t`), ['member_key.x']],
    [ed25519(OTHER.replaceAll('_', '/').replaceAll('-', '+')), ['member_key.x']],
    [{ ...P256_KEY, y: P256_KEY.x }, ['member_key']],
    [{ ...P256_KEY, x: 'A'.repeat(43), y: 'A'.repeat(43) }, ['member_key']],
    // 2 is no y of the curve, and 2^255 - 1 is above its prime.
    [ed25519(base64url(`02${'00'.repeat(31)}`)), ['member_key']],
    [ed25519(base64url(`${'ff'.repeat(31)}7f`)), ['member_key']],
    ...SMALL_ORDER.map((hex) => [ed25519(base64url(hex)), ['member_key']] as const),
  ])('should refuse %j and name %j', (value, expected) => {
    expect(paths(value)).toEqual(expected);
  });

  it('should warn who sends the private key', () => {
    const [fault] = memberKeyFaults({ ...ED25519_KEY, d: OTHER }, 'member_key');
    expect(fault?.message).toBe('is the private key: never send it');
  });
});

function base64url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

function within(name: string): string {
  return `member_key.${name}`;
}
