import type { Clock } from '../../common/clock.js';

/** What the importer needs from the process that runs it. */
export interface ImportIo {
  /** Environment variables; by default the process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Takes the result. */
  readonly stdout: NodeJS.WritableStream;
  /** Takes progress and errors; a terminal gets a progress bar. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly clock: Clock;
  /** Pauses before something is tried again. */
  readonly wait: (ms: number) => Promise<unknown>;
}
