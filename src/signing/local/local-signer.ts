import { type KeyObject, sign } from 'node:crypto';
import type { StatementAlgorithm } from '../../config/app-config.js';
import { Signer } from '../keys/signer.js';

/** Signs with a private key in this process. */
export class LocalSigner extends Signer {
  readonly maxBytes = Infinity;
  override readonly isAtHand = true;

  constructor(
    readonly kid: string,
    readonly alg: StatementAlgorithm,
    private readonly key: KeyObject,
  ) {
    super();
  }

  sign(input: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(this.signNow(input));
  }

  override signNow(input: Uint8Array): Uint8Array {
    return this.alg === 'EdDSA'
      ? sign(null, input, this.key)
      : sign('sha256', input, { key: this.key, dsaEncoding: 'ieee-p1363' });
  }
}
