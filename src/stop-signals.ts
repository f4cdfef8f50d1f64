// Nothing is imported here: the handler must be there before all else is loaded.

/** What Kubernetes, Docker and a terminal stop a process with. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** What comes this soon after the first signal is the same wish: npm passes on what the terminal has sent already. */
const SAME_WISH_MS = 1_000;

/** Stops what serves; ends the process itself. */
export type OrderlyStop = (signal: NodeJS.Signals) => Promise<void>;

/**
 * The one handler of the signals that stop a process, from its first line to its end: between two handlers a signal
 * would be lost, or would end the process without an orderly stop.
 */
export class StopSignals {
  private stop: OrderlyStop | undefined;
  private askedAt: number | undefined;

  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        this.take(signal);
      });
    }
  }

  /** Whether the process has been asked to stop. */
  get asked(): boolean {
    return this.askedAt !== undefined;
  }

  /** From now on there is something to stop orderly. */
  handOver(stop: OrderlyStop): void {
    this.stop = stop;
  }

  /** The first one stops orderly, or at once as long as nothing serves; a later one ends the process with code 1. */
  private take(signal: NodeJS.Signals): void {
    const now = performance.now();
    if (this.askedAt !== undefined) {
      if (now - this.askedAt < SAME_WISH_MS) return;
      process.stderr.write(`A second signal, ${signal}: the directory stops at once.\n`);
      process.exit(1);
    }
    this.askedAt = now;
    if (this.stop === undefined) process.exit(0);
    this.stop(signal).catch((error: unknown) => {
      process.stderr.write(`The directory did not stop orderly. ${String(error)}\n`);
      process.exit(1);
    });
  }
}
