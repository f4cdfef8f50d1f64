import type { Response } from 'express';
import type { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';

/** How long a reader may take. */
export interface ReaderPace {
  readonly clock: Clock;
  /** A reader that has not taken what waits for it after so many milliseconds is cut off. */
  readonly patienceMs: number;
}

/**
 * Writes an answer to its end, each piece when the one before was taken, and in slices. Stops when the reader leaves or
 * takes nothing any more. Resolves when nothing of it waits in memory.
 */
export async function writePieces(
  response: Response,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  pace: ReaderPace,
): Promise<void> {
  const slice = new TimeSlice(pace.clock);
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await taken(response, 'drain', pace);
    await slice.pause();
  }
  if (response.destroyed) return;
  response.end();
  if (response.writableLength > 0) await taken(response, 'finish', pace);
}

/** Resolves when the reader has taken what waits, or is gone. */
function taken(response: Response, event: 'drain' | 'finish', pace: ReaderPace): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      response.off(event, done);
      response.off('close', done);
      resolve();
    };
    const stop = pace.clock.after(pace.patienceMs, () => {
      response.destroy();
      done();
    });
    response.once(event, done);
    response.once('close', done);
    if (response.destroyed) done();
  });
}
