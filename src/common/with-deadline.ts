import type { Clock } from './clock.js';

/** The promise's own outcome, or a rejection after `deadlineMs` milliseconds, whichever comes first. */
export async function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  promise: Promise<T>,
): Promise<T> {
  let cancel = (): void => undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(deadlineMs, () => {
      reject(new Error(`no answer within ${deadlineMs / 1_000} s`));
    });
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    cancel();
  }
}
