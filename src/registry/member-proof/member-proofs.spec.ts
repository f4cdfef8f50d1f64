import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SigningMember } from '../../../test/support/signing-member.js';
import { DomainError } from '../../common/domain-error.js';
import type { ErrorCode } from '../../common/error-code.js';
import { MemberProofs } from './member-proofs.service.js';
import { UNSIGNED } from './member-proof.js';
import { MemoryNonceBook } from './memory-nonce-book.js';

const clock = new ManualClock();
const member = SigningMember.ed25519(() => clock.now());

function removal(): Request {
  const { headers = {} } = member.sign(
    { method: 'DELETE', path: '/servers/a' },
    { authority: 'directory.example' },
  );
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  return { method: 'DELETE', originalUrl: '/servers/a', headers, rawHeaders } as unknown as Request;
}

describe('MemberProofs', () => {
  const proofs = new MemberProofs(new MemoryNonceBook(clock), clock);

  /** The code that the request is answered with when its work ends so. */
  async function outcome(request: Request, end?: ErrorCode): Promise<string> {
    return proofs
      .within(request, (proof) =>
        proof.during(() => {
          proof.assertSignedBy(member.key);
          return end === undefined
            ? Promise.resolve('done')
            : Promise.reject(new DomainError(end, 'as the test wants'));
        }),
      )
      .catch((error: unknown) => (error as DomainError).code);
  }

  it.each(['STORAGE_UNAVAILABLE', 'OVERLOADED'] as const)(
    'should let a request be repeated as it is after %s, as a proxy does',
    async (code) => {
      const request = removal();
      expect(await outcome(request, code)).toBe(code);
      expect(await outcome(request)).toBe('done');
      expect(await outcome(request)).toBe('MEMBER_SIGNATURE_INVALID');
    },
  );

  it('should keep the nonce of a request that was refused otherwise', async () => {
    const request = removal();
    expect(await outcome(request, 'PRECONDITION_FAILED')).toBe('PRECONDITION_FAILED');
    expect(await outcome(request)).toBe('MEMBER_SIGNATURE_INVALID');
  });

  it('should give the nonce of another request to nobody', async () => {
    const request = removal();
    expect(await outcome(request)).toBe('done');
    expect(await outcome(request, 'STORAGE_UNAVAILABLE')).toBe('MEMBER_SIGNATURE_INVALID');
    expect(await outcome(request)).toBe('MEMBER_SIGNATURE_INVALID');
  });

  it('should do nothing where nothing is signed', async () => {
    const request = { method: 'POST', headers: {} } as unknown as Request;
    expect(await proofs.within(request, (proof) => Promise.resolve(proof))).toBe(UNSIGNED);
  });
});
