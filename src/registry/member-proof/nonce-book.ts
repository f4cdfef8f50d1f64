/**
 * How long a nonce is kept: a signature may be made up to 60 s ahead and is good for 60 s after that; the rest is for
 * replicas whose clocks differ.
 */
export const NONCE_KEEP_MS = 150_000;

/** Remembers which nonces were used, so that a request cannot be sent a second time by somebody who saw it. */
export abstract class NonceBook {
  /** Takes the nonce of a key: `true` for the first one only. */
  abstract take(keyid: string, nonce: string): Promise<boolean>;

  /** Gives a nonce back that was taken for nothing. Never rejects. */
  abstract release(keyid: string, nonce: string): Promise<void>;
}
