import type { TimeSlice } from '../../common/time-slice.js';
import { STATUSES, type Status } from '../../manifest/status.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { LabelCounts } from '../labels/label-counts.js';
import { LabelIndex } from '../labels/label-index.js';
import { LabelRanking } from '../labels/label-ranking.js';
import { LookAlikes } from '../look-alikes.js';
import { searchable, type Searchable } from '../searchable.js';
import { KnownWords } from '../search/known-words.js';
import type { SearchLimits } from '../search/search-limits.js';
import { TextIndex } from '../search/text-index.js';
import type { FilterIndexes } from './label-filter.js';
import { Roster } from './roster.js';

/** One tenant's servers under all that they can be found by. */
export class ServerIndex implements FilterIndexes {
  readonly roster = new Roster();
  readonly tagCounts = new LabelCounts();
  readonly capabilityCounts = new LabelCounts();
  readonly tags = new LabelIndex();
  readonly capabilities = new LabelIndex();
  readonly tools = new LabelIndex(new LabelRanking());
  readonly statuses = new LabelIndex();
  readonly lookAlikes = new LookAlikes();
  readonly text: TextIndex;
  /** How many terms are indexed of those servers that have more. */
  private readonly cutShort = new Map<string, number>();

  constructor(limits?: SearchLimits) {
    this.text = new TextIndex(limits);
  }

  /** How many terms of a server are indexed, if it has more; `undefined` = all are. */
  termsOfCutShort(id: string): number | undefined {
    return this.cutShort.get(id);
  }

  /** Replaces what a server was by what it is; `undefined` = it was, or is, not there. */
  replace(before: CatalogEntry | undefined, after: CatalogEntry | undefined): void {
    const sameManifest = before !== undefined && before.record.digest === after?.record.digest;
    const sameText = sameManifest && before.indexed === after.indexed;
    const known = before && this.roster.number(before.record.id);
    if (after && known !== undefined && sameText && before.visible === after.visible) {
      this.restate(before, after, known);
      return;
    }
    const next = after && searchable(after.record.manifest);
    const previous = sameManifest ? next : before && searchable(before.record.manifest);
    if (before && previous && known !== undefined) {
      this.uncount(before, previous, known);
      if (!sameManifest) this.unfile(previous, known);
      if (!sameText) this.unfileText(before, known);
    }
    if (after && next) {
      const number = this.roster.set(after);
      if (!sameManifest) this.file(next, number);
      if (sameText) after.known = before.known;
      else if (after.indexed) after.known = this.fileText(next, number);
      this.count(after, next, number);
    } else if (before) this.roster.remove(before.record.id);
  }

  /** At most the status is another one: the manifest need not be read, nor its labels ranked again. */
  private restate(before: CatalogEntry, after: CatalogEntry, number: number): void {
    this.roster.set(after);
    after.known = before.known;
    if (before.status === after.status) return;
    this.statuses.remove([before.status], number);
    this.statuses.add([after.status], number);
  }

  /** Servers by status, every status named. */
  byStatus(): Record<Status, number> {
    const counts = STATUSES.map((status) => [status, this.statuses.with(status)?.length ?? 0]);
    return Object.fromEntries(counts) as Record<Status, number>;
  }

  /** Puts what was loaded in order. */
  async settle(slice: TimeSlice): Promise<void> {
    await this.roster.settle(slice);
    for (const labels of [this.tagCounts, this.capabilityCounts, this.tools]) {
      await labels.settle(slice);
    }
  }

  private file(facts: Searchable, number: number): void {
    const { tags, capabilities, toolNames, looks, text } = facts;
    this.tags.add(tags, number);
    this.capabilities.add(capabilities, number);
    this.tools.add(toolNames, number);
    this.lookAlikes.add(looks, text.id);
  }

  private fileText({ text }: Searchable, number: number): KnownWords {
    const { terms, leftOut } = this.text.add(number, text);
    if (leftOut) this.cutShort.set(text.id, terms.length);
    return new KnownWords(terms);
  }

  private unfileText({ record, known }: CatalogEntry, number: number): void {
    if (known === undefined) return;
    this.cutShort.delete(record.id);
    this.text.remove(number, known.leave());
  }

  private unfile(facts: Searchable, number: number): void {
    const { tags, capabilities, toolNames, looks, text } = facts;
    this.tags.remove(tags, number);
    this.capabilities.remove(capabilities, number);
    this.tools.remove(toolNames, number);
    this.lookAlikes.remove(looks, text.id);
  }

  private count({ status, visible }: CatalogEntry, facts: Searchable, number: number): void {
    this.statuses.add([status], number);
    if (visible) this.countLabels(facts, 1);
  }

  private uncount({ status, visible }: CatalogEntry, facts: Searchable, number: number): void {
    this.statuses.remove([status], number);
    if (visible) this.countLabels(facts, -1);
  }

  private countLabels({ tags, capabilities }: Searchable, by: 1 | -1): void {
    this.tagCounts.add(tags, by);
    this.capabilityCounts.add(capabilities, by);
  }
}
