/**
 * Why something is not believed:
 * - `malformed`: it is not what it should be, or its JSON means different things to different readers
 * - `unsigned`: it carries no statement
 * - `wrong_type`, `wrong_algorithm`, `unknown_critical`: the statement is of another kind than is trusted here
 * - `no_key_set`: the key set could not be had
 * - `unknown_key`: the key is not in the key set (perhaps it was revoked), or cannot be read
 * - `bad_signature`: the key did not sign this
 * - `wrong_issuer`, `wrong_subject`: it is about something else
 * - `not_yet_valid`, `expired`, `too_old`: it is not about now
 * - `tampered`: what was served is not what was signed
 * - `rolled_back`: a newer revision has been seen
 * - `incomplete`: a listing has not all that was signed, or more
 */
export type RefusalReason =
  | 'malformed'
  | 'unsigned'
  | 'wrong_type'
  | 'wrong_algorithm'
  | 'unknown_critical'
  | 'no_key_set'
  | 'unknown_key'
  | 'bad_signature'
  | 'wrong_issuer'
  | 'wrong_subject'
  | 'not_yet_valid'
  | 'expired'
  | 'too_old'
  | 'tampered'
  | 'rolled_back'
  | 'incomplete';

/** What is not believed, and why. */
export interface Refused {
  readonly ok: false;
  readonly reason: RefusalReason;
  readonly detail: string;
}

/** An entry of a listing that is refused by itself. */
export interface RefusedEntry {
  /** Place in the listing that was handed over, from 0 on. */
  readonly index: number;
  /** What the entry calls itself, where that can be read. */
  readonly id?: string;
  readonly reason: RefusalReason;
  readonly detail: string;
}

/** A listing in which single entries are refused. `others` says whether all the rest is exactly what was signed. */
export interface RefusedListing extends Refused {
  readonly entries: readonly RefusedEntry[];
  readonly others: VerifiedOthers;
}

/** `complete`: with the digests that the refused entries claim, the listing has the root that was signed. */
export type VerifiedOthers = 'complete' | 'unknown';

/** Thrown inside the verifier; its methods answer {@link Refused}. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly reason: RefusalReason,
    readonly detail: string,
  ) {
    super(`${reason}: ${detail}`);
  }
}

/** The answer of a check, or why it was refused. What else goes wrong is thrown. */
export async function orRefused<T>(check: () => Promise<T>): Promise<T | Refused> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, reason: error.reason, detail: error.detail };
  }
}
