import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { StatementAlgorithm } from '../../config/app-config.js';
import { DomainError } from '../../common/domain-error.js';
import { Signer } from '../keys/signer.js';
import type { SigningKey } from '../keys/signing-key.js';
import { KmsAnswer } from './kms-answer.js';
import type { KmsGuard } from './kms-guard.js';

/** Asks a KMS for a signature in the form of JOSE. */
export type AskForSignature = (input: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;

/** Signs with a key that never leaves its KMS. What comes back is verified before it is believed. */
export class RemoteSigner extends Signer {
  readonly kid: string;
  readonly alg: StatementAlgorithm;
  private readonly publicKey: KeyObject;

  constructor(
    { kid, alg, publicKey }: SigningKey,
    readonly maxBytes: number,
    private readonly guard: KmsGuard,
    private readonly ask: AskForSignature,
  ) {
    super();
    this.kid = kid;
    this.alg = alg;
    this.publicKey = createPublicKey({ key: publicKey, format: 'jwk' });
  }

  async sign(input: Uint8Array): Promise<Uint8Array> {
    if (input.length > this.maxBytes) {
      throw new DomainError(
        'SIGNING_UNAVAILABLE',
        `${input.length} bytes are to be signed, and the KMS signs ${this.maxBytes} at most with this key: use ES256.`,
      );
    }
    return this.guard.call(async (signal) => {
      const signature = await this.ask(input, signal);
      if (!this.isMine(input, signature)) throw new KmsAnswer('it signed with another key');
      return signature;
    });
  }

  override signNow(): undefined {
    return undefined;
  }

  private isMine(input: Uint8Array, signature: Uint8Array): boolean {
    return this.alg === 'EdDSA'
      ? verify(null, input, this.publicKey, signature)
      : verify('sha256', input, { key: this.publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  }
}
