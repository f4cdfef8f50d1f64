import { selectionKey, type ServerFilter } from '../server-query.js';
import { VersionedCache } from '../versioned-cache.js';
import { type Filtered, LabelFilter } from './label-filter.js';
import { ranked } from './rank.js';
import type { Roster } from './roster.js';
import type { Selection } from './selection.js';
import type { ServerIndex } from './server-index.js';

const MAX_CACHED_BYTES = 16 * 1_024 * 1_024;
const BYTES_A_SERVER = 4;
const BYTES_A_SCORE = 8;

/** Selects servers by what a query asks for. What was selected is remembered until something changes. */
export class Selector {
  private readonly roster: Roster;
  private readonly filter: LabelFilter;
  private readonly selections = new VersionedCache<Selection>(MAX_CACHED_BYTES);
  private mask = new Uint8Array(0);

  constructor(private readonly index: ServerIndex) {
    this.roster = index.roster;
    this.filter = new LabelFilter(index);
  }

  /** In order of id, as of a version of the index. */
  list(query: ServerFilter, version: number): Selection {
    return this.cached('list', query, version, () => {
      if (query.text === '') return this.byLabels(query);
      const { numbers, partial, fallsBack } = this.byText(query);
      return this.selection(this.roster.inOrder(numbers), partial, fallsBack);
    });
  }

  /** The best match first, then in order of id. */
  search(query: ServerFilter, version: number): Selection {
    if (query.text === '') return this.list(query, version);
    return this.cached('search', query, version, () => {
      const hits = this.byText(query);
      const { numbers, scores } = ranked(this.roster.inOrder(hits.numbers), hits.scores);
      return { ...this.selection(numbers, hits.partial, hits.fallsBack), scores };
    });
  }

  private byLabels(query: ServerFilter): Selection {
    const filtered = this.filtered(query);
    if (filtered !== undefined) {
      return this.selection(this.roster.inOrder(filtered.numbers), filtered.partial);
    }
    const { listed } = this.roster;
    const slice = (first: number, end?: number): string[] => listed.slice(first, end);
    return { total: listed.size, slice, partial: false, fallsBack: false };
  }

  private selection(numbers: Uint32Array, partial = false, fallsBack = false): Selection {
    const slice = (first: number, end?: number): string[] =>
      Array.from(numbers.subarray(first, end), (number) => this.roster.id(number));
    return { total: numbers.length, slice, partial, fallsBack };
  }

  private byText(query: ServerFilter) {
    const filtered = this.filtered(query);
    const wanted = filtered === undefined ? this.roster.listedFlags : this.maskOf(filtered.numbers);
    const hits = this.index.text.search(query.text, wanted);
    return { ...hits, partial: hits.partial || filtered?.partial === true };
  }

  /** The servers that labels and statuses select; `undefined` = exactly the default listing. */
  private filtered(query: ServerFilter): Filtered | undefined {
    const { listedFlags } = this.roster;
    const filtered = this.filter.select(query, listedFlags.length);
    if (filtered === undefined || query.statuses.length > 0) return filtered;
    const { numbers, partial } = filtered;
    let count = 0;
    for (const number of numbers) {
      if (listedFlags[number] !== 1) continue;
      numbers[count] = number;
      count += 1;
    }
    return { numbers: numbers.subarray(0, count), partial };
  }

  private maskOf(numbers: Uint32Array): Uint8Array {
    const { length } = this.roster.listedFlags;
    if (this.mask.length === length) this.mask.fill(0);
    else this.mask = new Uint8Array(length);
    for (const number of numbers) this.mask[number] = 1;
    return this.mask;
  }

  private cached(
    kind: string,
    query: ServerFilter,
    version: number,
    work: () => Selection,
  ): Selection {
    const key = kind + selectionKey(query);
    const known = this.selections.get(version, key);
    if (known !== undefined) return known;
    const selection = work();
    const bytesEach = BYTES_A_SERVER + (selection.scores === undefined ? 0 : BYTES_A_SCORE);
    this.selections.set(version, key, selection, selection.total * bytesEach);
    return selection;
  }
}
