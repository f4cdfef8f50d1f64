import { DomainError } from '../common/domain-error.js';
import { keyThumbprint, type PublicKeyJwk } from '../manifest/public-key.js';
import { recordKey } from '../manifest/record-key.js';
import type { ServerRecord } from '../manifest/server-record.js';

/** A change that needs a signature, as it was decided. */
export interface SignedChange {
  /** Tenant and id of the record. */
  readonly record: string;
  /** Revision of the record that it is made from; 0 = there is none. */
  readonly revision: number;
  /** `false` = the record is as the request wants it. */
  readonly changes: boolean;
}

/** The change of a record, which may not be there yet. */
export function signedChange(
  name: Pick<ServerRecord, 'tenant' | 'id'>,
  current: Pick<ServerRecord, 'revision'> | undefined,
  changes: boolean,
): SignedChange {
  return { record: recordKey(name), revision: current?.revision ?? 0, changes };
}

/** What a request proves of who sent it. */
export abstract class MemberProof {
  /**
   * Refuses with `MEMBER_SIGNATURE_REQUIRED` or `MEMBER_SIGNATURE_INVALID` unless the request is signed by `key`. To be
   * called within {@link MemberProof.during}, as the last check before a change.
   */
  abstract assertSignedBy(key: PublicKeyJwk, change: SignedChange): void;

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
