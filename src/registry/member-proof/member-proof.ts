import { DomainError } from '../../common/domain-error.js';
import { keyThumbprint, type PublicKeyJwk } from '../../manifest/public-key.js';

/** What a request proves of who sent it. */
export abstract class MemberProof {
  /**
   * Refuses with `MEMBER_SIGNATURE_REQUIRED` or `MEMBER_SIGNATURE_INVALID` unless the request is signed by `key`. To be
   * called within {@link MemberProof.during}, as the last check before a change.
   */
  abstract assertSignedBy(key: PublicKeyJwk): void;

  /** Does `work`; once more when a signature was found good: its nonce is taken in between. */
  abstract during<T>(work: () => Promise<T>): Promise<T>;
}

class Unsigned extends MemberProof {
  assertSignedBy(key: PublicKeyJwk): never {
    throw new DomainError(
      'MEMBER_SIGNATURE_REQUIRED',
      `Sign the request (HTTP Message Signatures, RFC 9421) with the member's key, whose thumbprint is ${keyThumbprint(key)}.`,
    );
  }

  during<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}

/** Of a request without a signature. */
export const UNSIGNED: MemberProof = new Unsigned();
