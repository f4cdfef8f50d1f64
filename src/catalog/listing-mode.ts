import type { Selection } from './selection/selection.js';

/** How many selected servers are remembered by their ids. */
const MOST_WITNESSES = 32;

/** What a server has of a filter: its labels and all words, its labels and some words, or less. */
export type Match = 'all' | 'some' | 'none';

/**
 * Which servers the listing takes for a text of several words, those with all of them or those with some, because none
 * has all. It is kept from changes: a few of the selected servers are remembered, and only when none of these is left
 * does it look through everything.
 */
export class ListingMode {
  /** Not known before anything was found. */
  taken: 'all' | 'some' | undefined;
  /** Ids of some servers that are selected now. */
  readonly witnesses = new Set<string>();
  /** These are all of them. */
  isComplete = true;

  /** `look` searches through everything. */
  constructor(private readonly look: () => Selection) {
    this.lookAgain();
  }

  /** Takes in the present state of servers that have changed. */
  update(changed: ReadonlyMap<string, Match>): void {
    const hasAll = changed.values().some((match) => match === 'all');
    // That none had all words was certain, so these are the only ones.
    if (this.taken !== 'all' && hasAll) this.begin('all');
    for (const [id, match] of changed) {
      const isSelected = match === 'all' || (match === 'some' && this.taken !== 'all');
      if (!isSelected) this.witnesses.delete(id);
      else if (this.witnesses.size < MOST_WITNESSES) this.witnesses.add(id);
      else if (!this.witnesses.has(id)) this.isComplete = false;
    }
    if (this.witnesses.size > 0) this.taken ??= 'some';
    else if (this.taken === 'all' || !this.isComplete) this.lookAgain();
  }

  private begin(taken: 'all' | 'some'): void {
    this.taken = taken;
    this.witnesses.clear();
    this.isComplete = true;
  }

  private lookAgain(): void {
    const selection = this.look();
    const { total, fallsBack } = selection;
    if (total > 0) this.begin(fallsBack ? 'some' : 'all');
    for (const id of selection.slice(0, MOST_WITNESSES)) this.witnesses.add(id);
    this.isComplete = total <= MOST_WITNESSES;
  }
}
