/**
 * Preloaded into a directory: how long its event loop keeps everything waiting. Answers the messages of the process
 * that started it: `begin` forgets what was measured before, `end` reports.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** As in the directory's own `/health`. With a finer one, long delays would be a smaller share of more values. */
const RESOLUTION_MS = 10;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', (message) => {
  if (message === 'begin') delay.reset();
  const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max].map(milliseconds);
  process.send({ p50, p99, max });
});
// It does not keep a directory alive that stops.
process.channel.unref();

/** Each value contains the pause between two measurements. */
function milliseconds(nanoseconds) {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
