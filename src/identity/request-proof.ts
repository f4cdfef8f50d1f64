import type { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { keyThumbprint, type PublicKeyJwk } from '../manifest/public-key.js';
import { MemberProof, type SignedChange } from './member-proof.js';
import type { NonceBook, NonceTaken, NonceUse } from './nonces/nonce-book.js';
import { shortDigest } from './nonces/nonce-entry.js';
import type { OwnNames } from './own-authorities.js';
import { checkSignature } from './signature-check.js';
import { SignatureFault } from './signature-fault.js';
import { parameter, readSignatures, type RequestSignature } from './signature-headers.js';
import { fieldValue, type SignedRequest } from './signed-request.js';

/** The nonce of a good signature, for one record. */
interface Use extends NonceUse {
  /** `undefined` before it was asked for. */
  asked?: Promise<NonceTaken>;
  taken?: NonceTaken;
}

/** A signature holds, and its nonce is to be taken. */
class NonceNeeded extends Error {
  constructor(readonly use: Use) {
    super('The nonce of the signature is not taken yet');
  }
}

/** The signatures of one request. Each is checked once, and only when a pinned key asks for it. */
export class RequestProof extends MemberProof {
  /** The nonce of a good signature, or why there is none: by thumbprint. */
  private readonly verdicts = new Map<string, string | DomainError>();
  /** By thumbprint and record. */
  private readonly uses = new Map<string, Use>();
  /** Read once: the items of a batch may ask for a thousand keys. */
  private signatures: readonly RequestSignature[] | SignatureFault | undefined;
  private requestDigest: string | undefined;

  constructor(
    private readonly request: SignedRequest,
    private readonly names: OwnNames,
    private readonly nonces: NonceBook,
    private readonly clock: Clock,
  ) {
    super();
  }

  assertSignedBy(key: PublicKeyJwk, change: SignedChange): void {
    const keyid = keyThumbprint(key);
    const verdict = this.verdicts.get(keyid) ?? this.judge(key, keyid);
    this.verdicts.set(keyid, verdict);
    if (verdict instanceof DomainError) throw verdict;
    const use = this.use(keyid, verdict, change);
    if (use.taken === undefined) throw new NonceNeeded(use);
    assertTaken(use.taken, change);
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof NonceNeeded)) throw error;
        const { use } = error;
        use.asked ??= this.nonces.take(use);
        use.taken = await use.asked;
      }
    }
  }

  /** What came of the request is known: it is not carried out again. */
  async settle(): Promise<void> {
    const taken = [...this.uses.values()].filter((use) => isOwn(use.taken));
    await Promise.all(taken.map((use) => this.nonces.settle(use)));
  }

  private use(keyid: string, nonce: string, { record, revision }: SignedChange): Use {
    const name = `${keyid} ${record}`;
    const known = this.uses.get(name);
    if (known !== undefined) return known;
    this.requestDigest ??= digestOf(this.request);
    const use: Use = { keyid, nonce, record, revision, request: this.requestDigest };
    this.uses.set(name, use);
    return use;
  }

  private judge(key: PublicKeyJwk, keyid: string): string | DomainError {
    try {
      const now = this.clock.now();
      const faults: SignatureFault[] = [];
      for (const signature of this.signaturesOf(keyid)) {
        try {
          return checkSignature(this.request, signature, key, { names: this.names, now });
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

/**
 * A request that is repeated while nobody knows what came of it may be carried out, but only as it would have been the
 * first time: from the same record, or with nothing left to change.
 */
function assertTaken(taken: NonceTaken, { revision, changes }: SignedChange): void {
  if (taken.state === 'new') return;
  if (taken.state === 'used') throw invalid('its nonce was used before');
  if (!changes || taken.revision === revision) return;
  throw invalid('its nonce was used before, and the server has changed since');
}

function isOwn(taken: NonceTaken | undefined): boolean {
  return taken !== undefined && taken.state !== 'used';
}

/** The same for a request that is sent again. The body is in its digest, which the signature covers. */
function digestOf(request: SignedRequest): string {
  const { method, originalUrl } = request;
  const [host, digest] = ['host', 'content-digest'].map((name) => fieldValue(request, name) ?? '');
  return shortDigest([method, originalUrl, host ?? '', digest ?? '']);
}

function invalid(fault: string): DomainError {
  return new DomainError('MEMBER_SIGNATURE_INVALID', `The signature does not hold: ${fault}.`);
}
