import { readBounded } from '../../common/read-bounded.js';

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1_024 * 1_024;
const TRIES = 5;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Answers that ask for patience: too many requests, and not able at the moment. */
const TRY_AGAIN: ReadonlySet<number> = new Set([429, 503]);

/** An answer that was read to its end. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks, with a deadline, and asks again a few times where the answer is to come later (429, 503). */
export async function fetchPatiently(
  url: string,
  init: Omit<RequestInit, 'signal'>,
  wait: (ms: number) => Promise<unknown>,
): Promise<TextAnswer> {
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await readBounded(response.body, MOST_BYTES);
    const { status, headers } = response;
    if (!TRY_AGAIN.has(status) || tried === TRIES) return { status, text };
    await wait(retryAfterMs(headers.get('retry-after')) ?? waitMs(tried));
  }
}

/** How long to wait after the n-th try when nobody says it: longer each time. */
export function waitMs(tried: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (tried - 1), LONGEST_WAIT_MS);
}

/** `Retry-After` in its form with seconds; its other form, a date, needs clocks that agree. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return undefined;
  return Math.min(Number(header) * 1_000, LONGEST_WAIT_MS);
}
