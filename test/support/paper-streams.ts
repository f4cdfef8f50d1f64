import { PassThrough } from 'node:stream';
import type { ManualClock } from './manual-clock.js';

/** The streams of a command, and all that it has written. */
export function paperStreams(clock: ManualClock): {
  io: { stdout: PassThrough; stderr: PassThrough; clock: ManualClock };
  written: () => string;
} {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const read = (stream: PassThrough): string => String(stream.read() ?? '');
  return { io: { stdout, stderr, clock }, written: () => read(stdout) + read(stderr) };
}
