import type { Signer } from './keys/signer.js';
import type { SigningWindow } from './signing-window.js';

/**
 * A window and the key that signs in it. There is one object for each: what is signed is remembered with it.
 */
export interface SigningSlot extends SigningWindow {
  readonly signer: Signer;
  /** A short name for entity tags, the same on all replicas. */
  readonly stamp: string;
}
