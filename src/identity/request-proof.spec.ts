import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { RawRequest } from '../../test/support/raw-client.js';
import { type SignatureOptions, SigningMember } from '../../test/support/signing-member.js';
import { DomainError } from '../common/domain-error.js';
import { keepRawBody } from '../bodies/raw-body.js';
import type { PublicKeyJwk } from '../manifest/public-key.js';
import { MemoryNonceBook } from './nonces/memory-nonce-book.js';
import { RequestProof } from './request-proof.js';
import type { SignedRequest } from './signed-request.js';

const AUTHORITY = 'directory.example:9405';
const BODY = '{"id":"a","status":"draining"}';
const NAMES = { allowedHosts: ['directory.example'] };
const CHANGE = { record: 'default:a', revision: 7, changes: true };
const TAG = ';tag="omega-directory"';
const clock = new ManualClock();
const now = clock.now() / 1_000;
const ed25519 = SigningMember.ed25519(() => clock.now());
const p256 = SigningMember.p256(() => clock.now());

const HEARTBEAT: RawRequest = { method: 'POST', path: '/servers/heartbeat', body: BODY };
const REMOVAL: RawRequest = { method: 'DELETE', path: '/servers/a' };

function received({ method, path, headers = {}, body }: RawRequest): SignedRequest {
  const request = {
    method,
    originalUrl: path,
    headers: { ...headers } as Record<string, string>,
    rawHeaders: Object.entries(headers).flatMap(([name, value]) => [name, String(value)]),
    body: body === undefined ? undefined : {},
  };
  if (body !== undefined) keepRawBody(request, Buffer.from(body));
  return request;
}

/** `good`, or why not. */
async function verdict(
  request: RawRequest,
  key: PublicKeyJwk = ed25519.key,
  book = new MemoryNonceBook(clock),
): Promise<string> {
  const proof = new RequestProof(received(request), NAMES, book, clock);
  try {
    await proof.during(() => {
      proof.assertSignedBy(key, CHANGE);
      return Promise.resolve();
    });
    return 'good';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('MEMBER_SIGNATURE_INVALID');
    return error.detail.replace('The signature does not hold: ', '');
  }
}

function signed(
  member: SigningMember,
  options: Partial<SignatureOptions> = {},
  request = HEARTBEAT,
): RawRequest {
  return member.sign(request, { authority: AUTHORITY, ...options });
}

function withHeader(request: RawRequest, name: string, value: string): RawRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

describe('RequestProof', () => {
  it.each([
    ['Ed25519', ed25519, HEARTBEAT, {}],
    ['P-256', p256, HEARTBEAT, {}],
    ['Ed25519 with its algorithm', ed25519, HEARTBEAT, { more: ';alg="ed25519"' }],
    ['P-256 with its algorithm', p256, HEARTBEAT, { more: ';alg="ecdsa-p256-sha256"' }],
    ['a removal', ed25519, REMOVAL, {}],
    ['60 s ago', ed25519, HEARTBEAT, { created: now - 60 }],
    ['60 s ahead', ed25519, HEARTBEAT, { created: now + 60 }],
    ['until now', ed25519, HEARTBEAT, { more: `;expires=${now}` }],
    ['the longest nonce', ed25519, HEARTBEAT, { nonce: '~'.repeat(128) }],
    ['sha-512', ed25519, HEARTBEAT, { digest: sha512(BODY) }],
    ['two digests', ed25519, HEARTBEAT, { digest: `${sha512(BODY)}, md5=:AAAA:` }],
    [
      'more that is covered, in another order',
      ed25519,
      HEARTBEAT,
      {
        components: ['content-type', '@path', 'content-digest', '@authority', '@method'],
      },
    ],
  ])('should take a good signature: %s', async (_name, member, request, options) => {
    expect(await verdict(signed(member, options, request), member.key)).toBe('good');
  });

  it.each<[string, Partial<SignatureOptions>]>([
    ['it does not cover "@method"', { components: ['@authority', '@path', 'content-digest'] }],
    ['it does not cover "@authority", "@path"', { components: ['@method', 'content-digest'] }],
    ['it does not cover "content-digest"', { components: ['@method', '@authority', '@path'] }],
    [`created is more than 60 s from the directory's time, ${now}`, { created: now - 61 }],
    [`created is more than 60 s from the directory's time, ${now}`, { created: now + 61 }],
    [
      'the parameter created is missing',
      { parameters: `;nonce="n";keyid="${ed25519.keyid}"${TAG}` },
    ],
    ['the parameter created is not a whole number', { created: now + 0.5 }],
    [
      'it does not verify',
      { parameters: `;created=0${now};nonce="n";keyid="${ed25519.keyid}"${TAG}` },
    ],
    ['the parameter expires is not a whole number', { more: ';expires="soon"' }],
    ['it has expired', { more: `;expires=${now - 1}` }],
    ['the parameter tag is not "omega-directory"', { tag: null }],
    ['the parameter tag is not "omega-directory"', { tag: 'Omega-Directory' }],
    ['the parameter tag is not "omega-directory"', { tag: null, more: ';tag=omega-directory' }],
    ['it was made for "other.example" (@authority)', { authority: 'other.example' }],
    [
      'the parameter nonce is missing',
      { parameters: `;created=${now};keyid="${ed25519.keyid}"${TAG}` },
    ],
    ['the parameter nonce is not a string of 1 to 128 characters', { nonce: '' }],
    ['the parameter nonce is not a string of 1 to 128 characters', { nonce: 'x'.repeat(129) }],
    [
      'the parameter nonce is not a string of 1 to 128 characters',
      { parameters: `;created=${now};nonce=7;keyid="${ed25519.keyid}"${TAG}` },
    ],
    ['none has the keyid', { keyid: p256.keyid }],
    ['none has the keyid', { parameters: `;created=${now};nonce="n"` }],
    ['the parameter alg does not fit the key', { more: ';alg="hmac-sha256"' }],
    ['the parameter alg does not fit the key', { more: ';alg="ecdsa-p256-sha256"' }],
    ['the parameter alg does not fit the key', { more: ';alg=ed25519' }],
    ['Content-Digest sha-256 is not that of the body', { digest: 'sha-256=:AAAA:' }],
    ['Content-Digest sha-512 is not that of the body', { digest: sha512(`${BODY} `) }],
    ['Content-Digest has neither sha-256 nor sha-512', { digest: 'md5=:AAAA:' }],
    ['Content-Digest has neither sha-256 nor sha-512', { digest: '' }],
    ['Content-Digest is not a dictionary', { digest: 'sha-256=AAAA' }],
    ['Content-Digest is not a dictionary', { digest: 'SHA-256=:AAAA:' }],
  ])('should say what is wrong: %s', async (fault, options) => {
    expect(await verdict(signed(ed25519, options))).toContain(fault);
  });

  it.each([
    ['Signature-Input is not a dictionary', 'signature-input', '(('],
    ['Signature-Input is not a dictionary', 'signature-input', 'sig=("@path"'],
    ['Signature-Input "sig" is not a list', 'signature-input', 'sig="@path"'],
    ['Signature-Input "sig" is not a list', 'signature-input', 'sig'],
    ['none has the keyid', 'signature-input', ''],
    ['none has the keyid', 'signature-input', 'sig=()'],
    ['the header Signature is not a dictionary', 'signature', 'sig=:%:'],
    ['the header Signature has no "sig"', 'signature', ''],
    ['the header Signature has no "sig"', 'signature', 'other=:AAAA:'],
    ['Signature "sig" is not a byte sequence', 'signature', 'sig="AAAA"'],
    ['Signature "sig" is not a byte sequence', 'signature', 'sig'],
    ['Signature "sig" is not a byte sequence', 'signature', 'sig=(:AAAA:)'],
    ['it does not verify', 'signature', 'sig=::'],
    ['it does not verify', 'signature', 'sig=:AAAA:'],
    ['it does not verify', 'signature', `sig=:${'A'.repeat(86)}==:`],
    ['a signed body is sent without Content-Encoding', 'content-encoding', 'gzip'],
  ])('should say what is wrong: %s in %s: %s', async (fault, name, value) => {
    for (const member of [ed25519, p256]) {
      const request = withHeader(signed(member), name, value);
      expect(await verdict(request, member.key)).toContain(fault);
    }
  });

  it('should look for the key among at most eight signatures', async () => {
    const labels = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => `s${index}`);
    const others = (count: number): RawRequest =>
      labels(count).reduce((request, label) => signed(p256, { label }, request), HEARTBEAT);
    expect(await verdict(signed(ed25519, {}, others(7)))).toBe('good');
    expect(await verdict(signed(ed25519, {}, others(8)))).toBe('there are more than 8 signatures.');
  });

  it('should take the second of two signatures by one key when the first is bad', async () => {
    const bad = signed(ed25519, { label: 'old', created: now - 600 });
    expect(await verdict(bad)).toContain('created is more than');
    expect(await verdict(signed(ed25519, { label: 'new' }, bad))).toBe('good');
  });

  it('should refuse a removal that has a body', async () => {
    const removal = signed(ed25519, {}, REMOVAL);
    expect(await verdict(withHeader(removal, 'content-length', '2'))).toContain('has no body');
    expect(await verdict(withHeader(removal, 'transfer-encoding', 'chunked'))).toContain('no body');
    expect(await verdict(withHeader(removal, 'content-length', '0'))).toBe('good');
  });

  it.each([
    ['Ed25519', ed25519],
    ['P-256', p256],
  ])('should refuse any change of one byte: %s', async (_name, member) => {
    const good = signed(member, { more: `;expires=${now + 30}` });
    const headers = good.headers as Record<string, string>;
    const parts: Record<string, string> = { method: good.method, path: good.path, body: BODY };
    for (const name of ['host', 'content-digest', 'signature-input', 'signature']) {
      parts[name] = headers[name] ?? '';
    }
    const changed = fc.constantFrom(...Object.keys(parts)).chain((name) => {
      const text = parts[name] ?? '';
      return fc
        .tuple(fc.nat(text.length - 1), fc.integer({ min: 0x20, max: 0x7e }))
        .map(([at, code]) => {
          const character = String.fromCharCode(code);
          return { name, before: text, text: text.slice(0, at) + character + text.slice(at + 1) };
        })
        .filter((change) => !sameMeaning(change));
    });
    expect(await verdict(good, member.key)).toBe('good');
    await fc.assert(
      fc.asyncProperty(changed, async ({ name, text }) => {
        const request =
          name === 'method' || name === 'path' || name === 'body'
            ? { ...good, [name]: text }
            : withHeader(good, name, text);
        expect(await verdict(request, member.key)).not.toBe('good');
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The same in other characters: a host has no case, and the last digit of base64 has bits that nobody reads. */
function sameMeaning(change: { name: string; before: string; text: string }): boolean {
  const { name, before, text } = change;
  if (name === 'host') return text.toLowerCase() === before.toLowerCase();
  if (name !== 'signature') return text === before;
  const bytes = (value: string) => /^sig=:([A-Za-z0-9+/=]*):$/.exec(value)?.[1] ?? value;
  return Buffer.from(bytes(text), 'base64').equals(Buffer.from(bytes(before), 'base64'));
}

function sha512(body: string): string {
  return `sha-512=:${createHash('sha512').update(body).digest('base64')}:`;
}
