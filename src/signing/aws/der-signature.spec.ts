import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flattenedVerify } from 'jose';
import { joseSignature } from './der-signature.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** DER of two numbers, written independently. */
function der(r: bigint, s: bigint): Buffer {
  const integer = (value: bigint): Buffer => {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    const body = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, body.length), body]);
  };
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

describe(joseSignature, () => {
  it('should turn 2,000 signatures into what jose verifies', async () => {
    const header = Buffer.from('{"alg":"ES256"}').toString('base64url');
    for (let index = 0; index < 2_000; index += 1) {
      const payload = Buffer.from(String(index)).toString('base64url');
      const input = Buffer.from(`${header}.${payload}`);
      const signature = joseSignature(sign('sha256', input, privateKey)) ?? new Uint8Array();
      const encoded = Buffer.from(signature).toString('base64url');
      await flattenedVerify({ protected: header, payload, signature: encoded }, publicKey);
    }
  });

  it('should keep both numbers, however many zeros they begin with', () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    const short = fc.bigInt({ min: 0n, max: 2n ** 64n });
    fc.assert(
      fc.property(fc.oneof(number, short), fc.oneof(number, short), (r, s) => {
        const signature = joseSignature(der(r, s));
        const hex = r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0');
        expect(Buffer.from(signature ?? []).toString('hex')).toBe(hex);
      }),
    );
  });

  it('should refuse what is not DER to the last byte', () => {
    const good = der(1n, 2n ** 255n);
    const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(change, ({ at, to }) => {
        const changed = Buffer.from(good);
        changed[at] = to;
        const result = joseSignature(changed);
        if (result === undefined) return;
        // Another number, in the only spelling that it has.
        const hex = Buffer.from(result).toString('hex');
        expect(der(BigInt(`0x${hex.slice(0, 64)}`), BigInt(`0x${hex.slice(64)}`))).toEqual(changed);
      }),
    );
    for (const wrong of [
      Buffer.alloc(0),
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.of(0)]),
      Buffer.from('3006020100020100ff', 'hex'),
      Buffer.from('300702020001020101', 'hex'),
      Buffer.from('3006020180020101', 'hex'),
      Buffer.from('30050201010200', 'hex'),
      der(2n ** 256n, 1n),
    ]) {
      expect(joseSignature(wrong)).toBeUndefined();
    }
  });

  it('should leave the signature what it is', () => {
    const data = createHash('sha256').update('x').digest();
    const signature = joseSignature(sign('sha256', data, privateKey)) ?? new Uint8Array();
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', data, key, signature)).toBe(true);
  });
});
