import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Looks until it is so, and answers after how many milliseconds that was; `undefined` = not before the deadline.
 * A look that fails is a no.
 */
export async function waitUntil(
  isSo: () => Promise<boolean> | boolean,
  deadlineMs: number,
): Promise<number | undefined> {
  const start = performance.now();
  for (;;) {
    const so = await Promise.resolve()
      .then(isSo)
      .catch(() => false);
    const passed = performance.now() - start;
    if (so) return Math.round(passed);
    if (passed > deadlineMs) return undefined;
    await pause(LOOK_EVERY_MS);
  }
}
