/** How full the heap is, as a part (0 to 1) of what it may hold beside what work needs at a time. */
export abstract class MemoryGauge {
  /** What was left after the last full collection of garbage; cheap. */
  abstract readonly livePart: number;

  /** How many full collections there were. */
  abstract readonly collections: number;

  /** The part that so many bytes are. */
  abstract partOf(bytes: number): number;

  /**
   * What is in use now. Where that seems to be more than `mark` the garbage is collected first, which stops the process
   * for a moment: only to be asked while nobody is served.
   */
  abstract measure(mark: number): number;
}
