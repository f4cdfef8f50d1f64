import type { Clock } from '../../common/clock.js';

/** What the migration needs from the process that runs it. */
export interface MigrateIo {
  /** Takes the result. */
  readonly stdout: NodeJS.WritableStream;
  /** Takes progress and errors; a terminal gets a progress bar. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly clock: Clock;
  /** Pauses before something is tried or looked at again. */
  readonly wait: (ms: number) => Promise<unknown>;
  /** Asks to stop; what is begun is ended. */
  readonly stop: AbortSignal;
}
