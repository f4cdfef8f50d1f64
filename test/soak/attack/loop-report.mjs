/**
 * Preloaded into a directory: writes each second for how long its event loop was held, and what its heap holds. Time is
 * that of the thread's own work: what the processor does for other processes does not count.
 */
import { setInterval } from 'node:timers';
import { isMainThread } from 'node:worker_threads';

const LOOK_EVERY_MS = 2;

if (isMainThread) report();

function report() {
  let heldMs = 0;
  let before = workMs();
  setInterval(() => {
    const now = workMs();
    heldMs = Math.max(heldMs, now - before);
    before = now;
  }, LOOK_EVERY_MS).unref();
  setInterval(() => {
    const { heapUsed, rss } = process.memoryUsage();
    process.stderr.write(`${JSON.stringify({ soak: { heldMs, heapUsed, rss } })}\n`);
    heldMs = 0;
  }, 1_000).unref();
}

function workMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
