import type { Clock } from './clock.js';

/** What was waited for has not come in time; it may come later. */
export class DeadlinePassed extends Error {
  constructor(deadlineMs: number) {
    super(`no answer within ${deadlineMs / 1_000} s`);
  }
}

/** The promise's own outcome, or a {@link DeadlinePassed} after `deadlineMs` milliseconds, whichever comes first. */
export async function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  promise: Promise<T>,
): Promise<T> {
  let cancel = (): void => undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(deadlineMs, () => {
      reject(new DeadlinePassed(deadlineMs));
    });
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    cancel();
  }
}
