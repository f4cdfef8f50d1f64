import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { headerOf, SIGNED_VECTORS, type SignedVector } from '../../test/support/signed-requests.js';
import { signatureBase } from './signature-base.js';
import { readSignatures } from './signature-headers.js';
import type { SignedRequest } from './signed-request.js';

function requestOf({ request }: SignedVector): SignedRequest {
  const { method, target, headers } = request;
  return {
    method,
    originalUrl: target,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: headers.flat(),
  };
}

function baseOf(request: Partial<SignedRequest>, input: string): string {
  const rawHeaders = ['Signature-Input', `sig=${input}`, ...(request.rawHeaders ?? [])];
  const whole = { method: 'POST', originalUrl: '/a', headers: {}, ...request, rawHeaders };
  const [signature] = readSignatures(whole);
  if (signature === undefined) throw new Error('no signature');
  return signatureBase(whole, signature.input);
}

describe('signatureBase', () => {
  it.each(SIGNED_VECTORS)('should be what node:crypto alone verifies: $name', (vector) => {
    const { key, base } = vector;
    const signature = /^[^:]*:(.*):$/.exec(headerOf(vector, 'signature') ?? '')?.[1] ?? '';
    const verified = verify(
      key.kty === 'OKP' ? null : 'sha256',
      Buffer.from(base.join('\n')),
      { key: createPublicKey({ key: { ...key }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64'),
    );
    expect(verified).toBe(true);
    const [, algorithm = '', digest] =
      /^(sha-\d+)=:(.*):$/.exec(headerOf(vector, 'content-digest') ?? '') ?? [];
    if (digest === undefined) return;
    const hash = createHash(algorithm.replace('-', '')).update(vector.request.body ?? '');
    expect(hash.digest('base64')).toBe(digest);
  });

  it.each(SIGNED_VECTORS)('should be made byte by byte: $name', (vector) => {
    const request = requestOf(vector);
    const [signature] = readSignatures(request);
    if (signature === undefined) throw new Error('no signature');
    expect(signatureBase(request, signature.input)).toBe(vector.base.join('\n'));
  });

  it('should join header lines as RFC 9421, section 2.1, does', () => {
    const rawHeaders = [
      'Cache-Control',
      ' max-age=60 ',
      'X-Empty',
      '',
      'cache-control',
      'no-store',
    ];
    expect(baseOf({ rawHeaders }, '("cache-control" "x-empty");created=1')).toBe(
      [
        '"cache-control": max-age=60, no-store',
        '"x-empty": ',
        '"@signature-params": ("cache-control" "x-empty");created=1',
      ].join('\n'),
    );
  });

  it.each([
    ['EXAMPLE.com', 'example.com'],
    ['example.com:80', 'example.com'],
    ['example.com:443', 'example.com'],
    ['example.com:', 'example.com'],
    ['example.com:8443', 'example.com:8443'],
    ['[::1]:9405', '[::1]:9405'],
    ['[::80]', '[::80]'],
  ])('should take the Host %s for the authority %s', (host, authority) => {
    expect(baseOf({ headers: { host } }, '("@authority")')).toContain(
      `"@authority": ${authority}\n`,
    );
  });

  it.each([
    ['("@method" "@path" "@method")', '"@method" is covered twice'],
    ['("@query")', 'the component "@query" is not known here'],
    ['("@target-uri")', 'the component "@target-uri" is not known here'],
    ['("@signature-params")', 'the component "@signature-params" is not known here'],
    ['("Date")', 'the component "Date" is not known here'],
    ['("")', 'the component "" is not known here'],
    ['("date")', '"date" is covered and not in the request'],
    ['("date";sf)', 'the component "date" has parameters, which are not taken here'],
    ['("@path";req)', 'the component "@path" has parameters, which are not taken here'],
    ['(date)', 'a covered component is not a string'],
    ['(1 2)', 'a covered component is not a string'],
  ])('should refuse to cover %s', (input, message) => {
    expect(() => baseOf({}, input)).toThrow(message);
  });

  it('should refuse a whole URL in the request line', () => {
    expect(() => baseOf({ originalUrl: 'http://a/b' }, '("@path")')).toThrow('a whole URL');
  });
});
