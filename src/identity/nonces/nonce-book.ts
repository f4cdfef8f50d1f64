/**
 * How long a nonce is kept: a signature may be made up to 60 s ahead and is good for 60 s after that; the rest is for
 * replicas whose clocks differ.
 */
export const NONCE_KEEP_MS = 150_000;

/** What a nonce is to be used for: one change that a signed request asks for. */
export interface NonceUse {
  readonly keyid: string;
  readonly nonce: string;
  /** Tenant and id of the record that is to be changed. A request uses its nonce once for each of them. */
  readonly record: string;
  /** A digest of what is asked for: the same when the request is sent again, otherwise a different one. */
  readonly request: string;
  /** Revision of the record that the change would be made from; 0 = there is none. */
  readonly revision: number;
}

/**
 * What became of taking a nonce. `open` = the same request took it before, and nobody knows yet what came of it;
 * `revision` is the one of that first time. `used` = that is known, or another request took it.
 */
export type NonceTaken =
  | { readonly state: 'new' }
  | { readonly state: 'used' }
  | { readonly state: 'open'; readonly revision: number };

/** Remembers which nonces were used, so that a request cannot be sent a second time by somebody who saw it. */
export abstract class NonceBook {
  /** Takes a nonce: `new` for the first one only. */
  abstract take(use: NonceUse): Promise<NonceTaken>;

  /** The outcome of the request is known and was answered: from now on the nonce is used. Never rejects. */
  abstract settle(use: NonceUse): Promise<void>;
}
