import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SigningMember } from '../../../test/support/signing-member.js';
import { DomainError } from '../../common/domain-error.js';
import { keepRawBody } from '../../bodies/raw-body.js';
import type { PublicKeyJwk } from '../../manifest/public-key.js';
import { MemoryNonceBook } from './memory-nonce-book.js';
import { RequestProof } from './request-proof.js';

const clock = new ManualClock();
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
  const proof = new RequestProof(received, new MemoryNonceBook(clock), clock);
  const refusal = (key: PublicKeyJwk): string => {
    try {
      proof.assertSignedBy(key);
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
