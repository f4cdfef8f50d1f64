import type { RecordChange } from '../manifest-store.js';
import type { RecordDocument } from './record-mapper.js';

/** What a majority read after the write says of a change. */
export type Verdict =
  /** It is what is stored. */
  | 'won'
  /** Another writer, a heartbeat or an operator was faster. */
  | 'lost'
  /** Somebody went on from revision to revision: the history knows whether this change was among them. */
  | 'in history?'
  /** Nothing proves that it was stored or never will be. */
  | 'open';

/** What became of a change, by the record as it is now (section 10 of the design, "Settling"). */
export function settle(
  { before, draft, fence }: RecordChange,
  stored: RecordDocument | undefined,
): Verdict {
  if (stored === undefined) return before === undefined ? 'open' : 'lost';
  if (stored.change.id === draft.change.id) return 'won';
  if (before === undefined) return 'in history?';
  if (stored.revision > before.revision) return 'in history?';
  // The store went back behind what the change was made from.
  if (stored.revision < before.revision || stored.change.id !== before.change.id) return 'lost';
  return fence !== undefined && stored.fence >= fence ? 'lost' : 'open';
}
