/** Seconds of one signing window: all replicas sign what they serve in it with the same times. */
const WINDOW_SECONDS = 600;

/** Seconds from the start of a window to the end of what was signed in it. */
const VALID_SECONDS = 2 * WINDOW_SECONDS;

/** Milliseconds from one window to the next. */
export const WINDOW_MS = WINDOW_SECONDS * 1_000;

/** Milliseconds for which a statement can be valid. */
export const VALID_MS = VALID_SECONDS * 1_000;

/** The times of what is signed, in seconds since the epoch as JWTs have them (RFC 7519, section 4.1). */
export interface SigningWindow {
  readonly iat: number;
  readonly exp: number;
}

/** The window of a time in epoch ms. */
export function windowAt(at: number): SigningWindow {
  const iat = Math.floor(at / WINDOW_MS) * WINDOW_SECONDS;
  return { iat, exp: iat + VALID_SECONDS };
}

/** The first start of a window that is not before a time, both in epoch ms. */
export function nextWindowStart(at: number): number {
  return Math.ceil(at / WINDOW_MS) * WINDOW_MS;
}
