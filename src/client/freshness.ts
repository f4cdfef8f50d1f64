import { Refusal } from './refusal.js';

/** When something is believed. All in seconds. */
export interface Freshness {
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** By how much clocks may differ. */
  readonly tolerance: number;
  /** How old a statement may be, however long it is valid. */
  readonly maxAge: number;
}

/** @throws Refusal `not_yet_valid`, `expired`, `too_old` */
export function checkTimes(
  { iat, exp, nbf = iat }: { iat: number; exp: number; nbf?: number },
  { now, tolerance, maxAge }: Freshness,
): void {
  const at = now();
  if (!Number.isFinite(at)) throw new RangeError('The clock of the verifier tells no time');
  if (nbf > at + tolerance || iat > at + tolerance) {
    throw new Refusal('not_yet_valid', `it holds only in ${Math.max(nbf, iat) - Math.floor(at)} s`);
  }
  if (exp <= at - tolerance) {
    throw new Refusal('expired', `it ran out ${Math.floor(at) - exp} s ago`);
  }
  if (at - iat > maxAge + tolerance) {
    throw new Refusal('too_old', `it is ${Math.floor(at) - iat} s old, ${maxAge} s is the most`);
  }
}
