import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, flattenedVerify, importJWK } from 'jose';
import { KeySeal } from './key-seal.js';
import { LocalKeySource } from './local-key-source.js';

const SECRET = 'a secret of the tests, long enough';
const OTHER = 'another secret of the tests, long enough';

describe.each(['EdDSA', 'ES256'] as const)('LocalKeySource with %s', (alg) => {
  const source = new LocalKeySource(alg, new KeySeal(SECRET));

  it('should make keys that sign what others can verify', async () => {
    const key = await source.provide();
    expect(key.kid).toBe(await calculateJwkThumbprint(key.publicKey));
    expect(Object.keys(key.publicKey)).not.toContain('d');
    const signer = await source.open(key);
    const jws = {
      protected: Buffer.from(JSON.stringify({ alg, kid: key.kid })).toString('base64url'),
      payload: Buffer.from('{"a":1}').toString('base64url'),
    };
    const input = Buffer.from(`${jws.protected}.${jws.payload}`);
    for (const signature of [await signer.sign(input), signer.signNow(input)]) {
      const signed = { ...jws, signature: Buffer.from(signature ?? []).toString('base64url') };
      const verified = await flattenedVerify(signed, await importJWK(key.publicKey, alg));
      expect(Buffer.from(verified.payload).toString()).toBe('{"a":1}');
    }
  });

  it('should keep the private key from whoever lacks the secret', async () => {
    const key = await source.provide();
    const { d } = (await new KeySeal(SECRET).open(key.reference))?.key ?? {};
    expect(d).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(key)).not.toContain(d);
    const foreign = new LocalKeySource(alg, new KeySeal(OTHER));
    await expect(foreign.open(key)).rejects.toThrow(/SIGNING_KEK_PREVIOUS/);
    const cut = { ...key, reference: key.reference.slice(0, -4) };
    await expect(source.open(cut)).rejects.toThrow(/another key-encryption key/);
  });

  it('should encrypt a key again with the newest secret, and leave it alone where it is', async () => {
    const key = await source.provide();
    const moving = new LocalKeySource(alg, new KeySeal(OTHER, [SECRET]));
    const renewed = await moving.renewed(key);
    expect(renewed).toEqual({ ...key, reference: expect.not.stringMatching(key.reference) });
    const moved = new LocalKeySource(alg, new KeySeal(OTHER));
    expect((await moved.open(renewed)).kid).toBe(key.kid);
    expect(await moved.renewed(renewed)).toBe(renewed);
    expect(await moved.renewed(key)).toBe(key);
  });
});
