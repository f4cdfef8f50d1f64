import type { Clock } from '../../common/clock.js';

const RETRY_AFTER_MS = 1_000;

/**
 * Does something that an outage, or another replica that does the same, may interrupt: then it begins again.
 * @param isFinal - whether an error ends it
 */
export async function untilDone(
  work: () => Promise<void>,
  clock: Clock,
  isFinal: (error: unknown) => boolean,
): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (isFinal(error)) throw error;
    }
    await new Promise<void>((resolve) => {
      clock.after(RETRY_AFTER_MS, resolve);
    });
  }
}
