/**
 * Where the readers of a store's changes are, and where they may go on. Positions are those of
 * {@link ServerRecord.position}.
 */
export interface Timeline {
  /** Whose positions these are, in digits. Another one means that earlier positions are worth nothing. */
  readonly epoch: string;
  /** Epochs before this one, with the last position of each that counts: what came after it was undone. */
  readonly earlier: ReadonlyMap<string, number>;
  /** A reader that has everything up to here misses nothing when it goes on with what is above this. */
  readonly resumeAt: number;
  /** What any replica lists now has everything up to here, unless it is cut off. */
  readonly listedAt: number;
  /** No position of this epoch is above it. */
  readonly now: number;
  /** Tombstones up to here may have been purged: who is below it may have missed removals. */
  readonly purgedThrough: number;
}
