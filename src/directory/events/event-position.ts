import type { Timeline } from '../../manifest/timeline.js';

/** Why a reader can't go on from where it was, or where it is. */
export type ResetReason =
  /** The id was not made by a directory. */
  | 'malformed'
  /** It is of another store, or the store has gone back to an earlier state or had its clock set. */
  | 'epoch'
  | 'future'
  /** Removals since then may be forgotten. */
  | 'purged'
  /** The listing turned from servers with all words of `q` to servers with some, or back. */
  | 'filter';

const ID = /^(\d{1,16}~?)\.(\d{1,16})$/;

/** The `id:` of an event: whoever comes back with it goes on above the position. */
export function eventId(epoch: string, position: number): string {
  return `${epoch}.${position}`;
}

/** The position in an id, or why it is worth nothing; `epoch` is the one that the reader's ids have now. */
export function readEventId(
  id: string,
  epoch: string,
  { now, purgedThrough }: Timeline,
): number | ResetReason {
  const [, idEpoch, digits] = ID.exec(id) ?? [];
  if (idEpoch === undefined) return 'malformed';
  if (idEpoch !== epoch) return 'epoch';
  const position = Number(digits);
  if (position > now) return 'future';
  return position < purgedThrough ? 'purged' : position;
}
