import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { SigningMember } from '../../test/support/signing-member.js';
import { DomainError } from '../common/domain-error.js';
import { keepRawBody } from '../bodies/raw-body.js';
import type { PublicKeyJwk } from '../manifest/public-key.js';
import { MemoryNonceBook } from './nonces/memory-nonce-book.js';
import type { NonceTaken, NonceUse } from './nonces/nonce-book.js';
import { RequestProof } from './request-proof.js';

const clock = new ManualClock();
const names = { allowedHosts: ['directory.example'] };
const change = { record: 'default:a', revision: 1, changes: true };
const ed25519 = SigningMember.ed25519(() => clock.now());
const p256 = SigningMember.p256(() => clock.now());

/** What a request with changed headers costs: how often they were read, and what it was refused with. */
function scene(changes: Record<string, string>) {
  const request = { method: 'POST', path: '/servers/heartbeat', body: '{"id":"a"}' };
  const signed = ed25519.sign(request, { authority: 'directory.example' }).headers ?? {};
  const headers = { ...(signed as Record<string, string>), ...changes };
  const rawHeaders = Object.entries(headers).flat();
  const count = { reads: 0 };
  const received = {
    method: 'POST',
    originalUrl: request.path,
    headers,
    body: {},
    get rawHeaders() {
      count.reads += 1;
      return rawHeaders;
    },
  };
  keepRawBody(received, Buffer.from('another body'));
  const proof = new RequestProof(received, names, new MemoryNonceBook(clock), clock);
  const refusal = (key: PublicKeyJwk): string => {
    try {
      proof.assertSignedBy(key, change);
      return 'none';
    } catch (error) {
      return error instanceof DomainError ? error.detail : String(error);
    }
  };
  return { count, refusal };
}

describe('A request with signatures that do not hold', () => {
  it.each(['sig=("@method");keyid="x"', 'sig=('])(
    'should have its header %s read once, however many keys ask',
    (input) => {
      const { count, refusal } = scene({ 'Signature-Input': input });
      expect(refusal(ed25519.key)).toMatch(/does not hold/);
      const { reads } = count;
      expect(refusal(p256.key)).toMatch(/does not hold/);
      expect([reads > 0, count.reads]).toEqual([true, reads]);
    },
  );

  it('should not have its body digested', () => {
    expect(scene({ Signature: 'sig=:AAAA:' }).refusal(ed25519.key)).toMatch(/does not verify/);
    expect(scene({}).refusal(ed25519.key)).toMatch(
      /Content-Digest sha-256 is not that of the body/,
    );
  });
});

describe('A request whose signature holds', () => {
  it('should take its nonce once for each record, however many items need it', async () => {
    const taken: string[] = [];
    const book = new (class extends MemoryNonceBook {
      override take(use: NonceUse): Promise<NonceTaken> {
        taken.push(use.record);
        return super.take(use);
      }
    })(clock);
    const removal = { method: 'DELETE', path: '/servers/a' };
    const { headers = {} } = ed25519.sign(removal, { authority: 'directory.example' });
    const request = {
      method: 'DELETE',
      originalUrl: '/servers/a',
      headers: headers as Record<string, string>,
      rawHeaders: Object.entries(headers).flat() as string[],
    };
    const proof = new RequestProof(request, names, book, clock);
    const items = ['a', 'b', 'a', 'a'].map((record) =>
      proof.during(() => {
        proof.assertSignedBy(ed25519.key, { ...change, record });
        return Promise.resolve();
      }),
    );
    await Promise.all(items);
    expect(taken).toEqual(['a', 'b']);
  });
});
