import type { CatalogChange } from '../../catalog/catalog-change.js';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { EntryFacts } from '../../catalog/entry-facts.js';
import type { ToldServer } from '../../catalog/stored/tombstone.js';
import type { ServerEventType } from './server-event.js';

/** About what a change, or a state, takes beside the manifest. */
const OVERHEAD_BYTES = 1_024;

/** What became of a server since the last batch, and all that it was meanwhile: somebody may have listed it then. */
export class ToldChange {
  /**
   * The entries from before the first change to after the last, as far as there were any. Of those that are the same to
   * every filter the newest is kept.
   */
  readonly states: EntryFacts[] = [];
  /** It may also have been what this replica has not seen. */
  skipped: boolean;
  /** As it is now. */
  record: ToldServer;
  /** About what it takes in memory. */
  bytes = OVERHEAD_BYTES;
  private isThere: boolean;
  /** Of its manifest before the first change; `undefined` = it was not there. */
  private readonly digestBefore: string | undefined;

  constructor({ before, after, record, skipped }: CatalogChange) {
    this.digestBefore = before?.record.digest;
    this.isThere = after !== undefined;
    this.record = record;
    this.skipped = skipped;
    this.note(before);
    this.note(after);
  }

  /** It changed again. */
  add({ after, record, skipped }: CatalogChange): void {
    this.isThere = after !== undefined;
    this.record = record;
    this.skipped ||= skipped;
    this.note(after);
  }

  get after(): EntryFacts | undefined {
    return this.isThere ? this.states.at(-1) : undefined;
  }

  /** What happened, for a reader who knows what was before. */
  get type(): ServerEventType {
    if (!this.isThere) return 'removed';
    if (this.digestBefore === undefined) return 'registered';
    return this.digestBefore === this.after?.entry.record.digest ? 'status' : 'updated';
  }

  private note(entry: CatalogEntry | undefined): void {
    if (entry === undefined) return;
    const same = this.states.findIndex((state) => isSameToFilters(state.entry, entry));
    const [known] = same < 0 ? [] : this.states.splice(same, 1);
    this.bytes += sizeOf(entry) - sizeOf(known?.entry);
    this.states.push(new EntryFacts(entry));
  }
}

function isSameToFilters(one: CatalogEntry, other: CatalogEntry): boolean {
  return one.status === other.status && one.record.digest === other.record.digest;
}

function sizeOf(entry: CatalogEntry | undefined): number {
  return entry === undefined ? 0 : OVERHEAD_BYTES + entry.manifestBytes;
}
