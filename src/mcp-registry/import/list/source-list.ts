/** A list with the name of its source. */
export interface SourceList {
  readonly name: string;
  /** The elements of `servers`, as they are. */
  readonly entries: readonly unknown[];
  /** Whether these are all entries: `false` = a file that is one page of a longer list. */
  readonly isWhole: boolean;
}
