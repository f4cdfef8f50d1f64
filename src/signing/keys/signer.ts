import type { StatementAlgorithm } from '../../config/app-config.js';

/** Signs with one private key, wherever that is. */
export abstract class Signer {
  abstract readonly kid: string;
  abstract readonly alg: StatementAlgorithm;

  /** The most bytes that it signs. */
  abstract readonly maxBytes: number;

  /**
   * The signature in the form of JOSE: 64 bytes, for ES256 r ‖ s.
   * @throws SIGNING_UNAVAILABLE
   */
  abstract sign(input: Uint8Array): Promise<Uint8Array>;

  /** Whether {@link signNow} signs. */
  readonly isAtHand: boolean = false;

  /** The same at once where the key is at hand; `undefined` where it is not. */
  abstract signNow(input: Uint8Array): Uint8Array | undefined;
}
