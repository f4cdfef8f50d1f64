import type { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { keyThumbprint, type PublicKeyJwk } from '../../manifest/public-key.js';
import { MemberProof } from './member-proof.js';
import type { NonceBook } from './nonce-book.js';
import { checkSignature } from './signature-check.js';
import { SignatureFault } from './signature-fault.js';
import { parameter, readSignatures, type RequestSignature } from './signature-headers.js';
import type { SignedRequest } from './signed-request.js';

/** A signature that holds, but for its nonce. */
interface Good {
  readonly keyid: string;
  readonly nonce: string;
  /** Whether the nonce was new; `undefined` before it was asked for. */
  isNew?: Promise<boolean>;
  taken: boolean;
}

/** A signature holds, and its nonce is to be taken. */
class NonceNeeded extends Error {
  constructor(readonly good: Good) {
    super('The nonce of the signature is not taken yet');
  }
}

/** The signatures of one request. Each is checked once, and only when a pinned key asks for it. */
export class RequestProof extends MemberProof {
  /** By thumbprint. */
  private readonly verdicts = new Map<string, Good | DomainError>();
  /** Read once: the items of a batch may ask for a thousand keys. */
  private signatures: readonly RequestSignature[] | SignatureFault | undefined;

  constructor(
    private readonly request: SignedRequest,
    private readonly nonces: NonceBook,
    private readonly clock: Clock,
  ) {
    super();
  }

  assertSignedBy(key: PublicKeyJwk): void {
    const keyid = keyThumbprint(key);
    const verdict = this.verdicts.get(keyid) ?? this.judge(key, keyid);
    this.verdicts.set(keyid, verdict);
    if (verdict instanceof DomainError) throw verdict;
    if (!verdict.taken) throw new NonceNeeded(verdict);
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof NonceNeeded)) throw error;
        await this.take(error.good);
      }
    }
  }

  /** Gives the nonces back: the request was not carried out and may be sent again as it is. */
  async release(): Promise<void> {
    for (const verdict of this.verdicts.values()) {
      if (verdict instanceof DomainError || !verdict.taken) continue;
      await this.nonces.release(verdict.keyid, verdict.nonce);
    }
  }

  private async take(good: Good): Promise<void> {
    good.isNew ??= this.nonces.take(good.keyid, good.nonce);
    if (!(await good.isNew)) throw invalid('its nonce was used before');
    good.taken = true;
  }

  private judge(key: PublicKeyJwk, keyid: string): Good | DomainError {
    try {
      const now = this.clock.now();
      const faults: SignatureFault[] = [];
      for (const signature of this.signaturesOf(keyid)) {
        try {
          const nonce = checkSignature(this.request, signature, key, now);
          return { keyid, nonce, taken: false };
        } catch (error) {
          if (!(error instanceof SignatureFault)) throw error;
          faults.push(error);
        }
      }
      return invalid(faults[0]?.message ?? 'there is none');
    } catch (error) {
      if (error instanceof SignatureFault) return invalid(error.message);
      throw error;
    }
  }

  private signaturesOf(keyid: string): RequestSignature[] {
    this.signatures ??= this.read();
    if (this.signatures instanceof SignatureFault) throw this.signatures;
    const found = this.signatures.filter((signature) => parameter(signature, 'keyid') === keyid);
    if (found.length > 0) return found;
    throw new SignatureFault(
      `none has the keyid "${keyid}", the thumbprint (RFC 7638) of the member's key`,
    );
  }

  private read(): readonly RequestSignature[] | SignatureFault {
    try {
      return readSignatures(this.request);
    } catch (error) {
      if (error instanceof SignatureFault) return error;
      throw error;
    }
  }
}

function invalid(fault: string): DomainError {
  return new DomainError('MEMBER_SIGNATURE_INVALID', `The signature does not hold: ${fault}.`);
}
