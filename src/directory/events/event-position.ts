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
  /** Statuses are, or were, shown that could not be stored: no position tells which of them the reader knows. */
  | 'unstored'
  /** More changed than may wait to be told. */
  | 'behind'
  /** The listing turned from servers with all words of `q` to servers with some, or back. */
  | 'filter';

/** What ids have beside the epoch while statuses are shown that could not be stored. */
export const UNSTORED = '!';

const ID = /^(\d{1,16})(~?!?)\.(\d{1,16})$/;

/** The `id:` of an event: a reader that comes back with it goes on above the position. `epoch` has the mark of its group. */
export function eventId(epoch: string, position: number): string {
  return `${epoch}.${position}`;
}

/** The position in an id, or why it is worth nothing; `mark` is the one that the reader's ids have now. */
export function readEventId(id: string, mark: string, timeline: Timeline): number | ResetReason {
  const [, epoch, idMark, digits] = ID.exec(id) ?? [];
  if (epoch === undefined) return 'malformed';
  const position = Number(digits);
  if (`${idMark ?? ''}${mark}`.includes(UNSTORED)) return 'unstored';
  if (idMark !== mark || !isOfThisStore(epoch, position, timeline)) return 'epoch';
  if (position > timeline.now) return 'future';
  return position < timeline.purgedThrough ? 'purged' : position;
}

/** What an earlier epoch gave out above the last position that counts of it was undone: the store was restored. */
function isOfThisStore(epoch: string, position: number, timeline: Timeline): boolean {
  return epoch === timeline.epoch || position <= (timeline.earlier.get(epoch) ?? -1);
}
