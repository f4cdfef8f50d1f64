/** What a query selects, in the version of the catalog at which it was asked for: to be read at once. */
export interface Selection {
  /** How many servers. */
  readonly total: number;
  /** The ids of some of them, in their order: all take a while. */
  slice(first: number, end?: number): readonly string[];
  /** What each of them scores, in the same order; only when they are ranked. */
  readonly scores?: Float64Array;
  /** Looking at everything would have cost too much, so servers may be missing. */
  readonly partial: boolean;
  /** No server has all words of the text, so these have some. */
  readonly fallsBack: boolean;
}
