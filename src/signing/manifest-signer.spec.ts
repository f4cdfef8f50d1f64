import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManifestSigner } from './manifest-signer.service.js';

const SECRET = 'omega-test-secret-0123456789abcdef';

describe(ManifestSigner.name, () => {
  const signer = new ManifestSigner(SECRET);

  it.each([
    [{ id: 'my_analyzer', version: '1.0.0' }, 'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk'],
    [
      { id: 'my_analyzer', version: '1.0.0', cache_ttl_seconds: 60 },
      'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk',
    ],
    [
      { id: 'my_analyzer', version: '1.0.0', cache_ttl_seconds: 300 },
      'tJlCDo5xq0exh2DaUdmSPM47TmW-fGeizLNbE0aNrCI',
    ],
    [
      { id: 'weather.example', version: '2.3.4-rc.1+build.5', cache_ttl_seconds: 1 },
      '4xPAbSFwxtY6Aywhjvgxz72w4fTCc75jo9TL8-1VzN0',
    ],
  ])('should sign %j with the known answer', (fields, signature) => {
    expect(signer.sign(fields)).toBe(signature);
    expect(signer.verify(fields, signature)).toBe(true);
  });

  it('should take missing values as "", "" and 60', () => {
    expect(signer.sign({})).toBe(signer.sign({ id: '', version: '', cache_ttl_seconds: 60 }));
  });

  it('should refuse a signature over other fields or of another length', () => {
    const fields = fc.record({
      id: fc.stringMatching(/^[a-z]{1,8}$/),
      version: fc.stringMatching(/^[0-9.]{1,8}$/),
      cache_ttl_seconds: fc.integer({ min: 1, max: 86_400 }),
    });
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(signer.verify(other, signer.sign(one))).toBe(same);
        expect(signer.verify(one, signer.sign(one).slice(1))).toBe(false);
        expect(signer.verify(one, '')).toBe(false);
      }),
    );
  });

  it('should accept the previous secret when verifying, and sign with the new one', () => {
    const fields = { id: 'a', version: '1' };
    const rotated = new ManifestSigner('another-secret-of-more-than-32-characters', SECRET);
    expect(rotated.verify(fields, signer.sign(fields))).toBe(true);
    expect(rotated.verify(fields, rotated.sign(fields))).toBe(true);
    expect(signer.verify(fields, rotated.sign(fields))).toBe(false);
    expect(rotated.keyId).not.toBe(signer.keyId);
  });

  it('should name its key without giving it away', () => {
    expect(signer.keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(new ManifestSigner(SECRET).keyId).toBe(signer.keyId);
  });
});
