/** Ends a pending {@link Clock.after} call; calling it twice is harmless. */
export type Cancel = () => void;

/**
 * The only source of time. Everything that depends on time takes a clock, so that tests set it
 * and never sleep.
 */
export abstract class Clock {
  /** Wall time, milliseconds since the Unix epoch. May step when the machine's clock is set. */
  abstract now(): number;

  /** Monotonic time in milliseconds from an arbitrary start. Never steps back. */
  abstract monotonic(): number;

  /** Milliseconds that tell how long work has taken, from an arbitrary start. A clock that a test sets knows nothing of that. */
  working(): number {
    return this.monotonic();
  }

  /** Calls back once, `delayMs` milliseconds from now. Does not keep the process alive. */
  abstract after(delayMs: number, callback: () => void): Cancel;
}
