import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { ManualClock } from '../../test/support/manual-clock.js';
import { SigningMember } from '../../test/support/signing-member.js';
import { DomainError } from '../common/domain-error.js';
import type { ErrorCode } from '../common/error-code.js';
import { loadConfig } from '../config/load-config.js';
import type { SignedChange } from './member-proof.js';
import { UNSIGNED } from './member-proof.js';
import { MemberProofs } from './member-proofs.service.js';
import { MemoryNonceBook } from './nonces/memory-nonce-book.js';

const CHANGE: SignedChange = { record: 'default:a', revision: 7, changes: true };
const USED = 'MEMBER_SIGNATURE_INVALID';

const clock = new ManualClock();
const member = SigningMember.ed25519(() => clock.now());

function removal(): Request {
  const { headers = {} } = member.sign(
    { method: 'DELETE', path: '/servers/a' },
    { authority: 'directory.example' },
  );
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  const request = { method: 'DELETE', originalUrl: '/servers/a', headers, rawHeaders };
  return { ...request, socket: { destroyed: false } } as unknown as Request;
}

describe('MemberProofs', () => {
  const config = loadConfig({ ALLOWED_HOSTS: 'directory.example' });
  const proofs = new MemberProofs(new MemoryNonceBook(clock), config, clock);

  /** The code that the request is answered with when its work ends so. */
  async function outcome(
    request: Request,
    end?: ErrorCode | Error,
    change: SignedChange = CHANGE,
  ): Promise<string> {
    return proofs
      .within(request, (proof) =>
        proof.during(() => {
          proof.assertSignedBy(member.key, change);
          if (end === undefined) return Promise.resolve('done');
          return Promise.reject(end instanceof Error ? end : new DomainError(end, 'by the test'));
        }),
      )
      .catch((error: unknown) => (error instanceof DomainError ? error.code : 'failed'));
  }

  it('should carry a request out once', async () => {
    const request = removal();
    expect(await outcome(request)).toBe('done');
    expect(await outcome(request)).toBe(USED);
    expect(await outcome(request, 'STORAGE_UNAVAILABLE')).toBe(USED);
    expect(await outcome(request)).toBe(USED);
  });

  it.each(['STORAGE_UNAVAILABLE', 'OVERLOADED'] as const)(
    'should let a request be repeated as it is after %s, as a proxy does',
    async (code) => {
      const request = removal();
      expect(await outcome(request, code)).toBe(code);
      expect(await outcome(request, code)).toBe(code);
      expect(await outcome(request)).toBe('done');
      expect(await outcome(request)).toBe(USED);
    },
  );

  it('should let a request be repeated after an unexpected failure', async () => {
    const request = removal();
    expect(await outcome(request, new Error('by the test'))).toBe('failed');
    expect(await outcome(request)).toBe('done');
  });

  it('should answer a request again that was written though nobody knew', async () => {
    const request = removal();
    expect(await outcome(request, 'STORAGE_UNAVAILABLE')).toBe('STORAGE_UNAVAILABLE');
    const written = { ...CHANGE, revision: 8, changes: false };
    expect(await outcome(request, undefined, written)).toBe('done');
  });

  it('should not undo with an old request what was changed since', async () => {
    const request = removal();
    expect(await outcome(request, 'STORAGE_UNAVAILABLE')).toBe('STORAGE_UNAVAILABLE');
    expect(await outcome(request, undefined, { ...CHANGE, revision: 8 })).toBe(USED);
    expect(await outcome(request, undefined, { ...CHANGE, revision: 9 })).toBe(USED);
  });

  it('should keep the nonce of a request whose sender has left before it was answered', async () => {
    const request = removal();
    const left = { ...request, socket: { destroyed: true } } as unknown as Request;
    expect(await outcome(left)).toBe('done');
    expect(await outcome(request)).toBe('done');
    expect(await outcome(request)).toBe(USED);
  });

  it('should keep the nonce of a request that was refused otherwise', async () => {
    const request = removal();
    expect(await outcome(request, 'PRECONDITION_FAILED')).toBe('PRECONDITION_FAILED');
    expect(await outcome(request)).toBe(USED);
  });

  it('should do nothing where nothing is signed', async () => {
    const request = { method: 'POST', headers: {} } as unknown as Request;
    expect(await proofs.within(request, (proof) => Promise.resolve(proof))).toBe(UNSIGNED);
  });
});
