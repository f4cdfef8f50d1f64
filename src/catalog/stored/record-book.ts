import type { ServerRecord } from '../../manifest/server-record.js';
import { AbsentRecords, withoutRoom, type AbsentRecord } from './absent-records.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { Tombstone } from './tombstone.js';
import { Usage, useOf, type ServerUse } from './usage.js';

/** At most this many times the limit are remembered, until the store has forgotten the oldest. */
const OVER = 2;

/** What the catalog keeps of servers that have no entry: the removed ones, and those that are stored and not served. */
export class RecordBook {
  readonly usage = new Usage();
  readonly absent = new AbsentRecords();
  /** Tombstones up to this position may have been forgotten here. */
  forgottenThrough = 0;
  /** About how many of them the store still has. */
  forgotten = 0;
  /** Servers that are listed and have no room in text search. */
  readonly unindexed = new Set<string>();
  /** Servers of which something is shown that could not be stored. */
  readonly unstored = new Set<string>();
  private readonly tombstones = new Map<string, Tombstone>();

  constructor(private readonly mostTombstones: number) {}

  tombstone(id: string): Tombstone | undefined {
    return this.tombstones.get(id);
  }

  allTombstones(): Iterable<Tombstone> {
    return this.tombstones.values();
  }

  /** Notes the newest record of a server. Answers whether it is to have an entry. */
  put(record: ServerRecord, leaveOut: boolean): boolean {
    this.forget(record.id);
    if (record.removed) this.bury(record);
    else if (leaveOut) this.lack(withoutRoom(record));
    return !record.removed && !leaveOut;
  }

  /** Counts what a served server is, in place of what it was. */
  count(before: CatalogEntry | undefined, after: CatalogEntry | undefined): void {
    if (before !== undefined) this.usage.server(useOf(before), -1);
    if (after !== undefined) this.usage.server(useOf(after), 1);
    if (after?.indexed === false) this.unindexed.add(after.record.id);
    else if (before?.indexed === false) this.unindexed.delete(before.record.id);
    if (after?.unstored !== undefined) this.unstored.add(after.record.id);
    else if (before?.unstored !== undefined) this.unstored.delete(before.record.id);
  }

  /** Notes that a server is stored and not served. */
  lack(record: AbsentRecord): void {
    this.forget(record.id);
    this.absent.put(record);
    this.usage.server(useOfAbsent(record), 1);
  }

  /** Forgets a removed server, or one that was not served. */
  forget(id: string): void {
    const tombstone = this.tombstones.get(id);
    if (tombstone !== undefined) {
      this.tombstones.delete(id);
      this.usage.tombstone(tombstone, -1);
    }
    const absent = this.absent.get(id);
    if (absent !== undefined) {
      this.absent.delete(id);
      this.usage.server(useOfAbsent(absent), -1);
    }
  }

  private bury(record: ServerRecord): void {
    const tombstone = new Tombstone(record, this.usage.nameOf(record.registeredFrom));
    this.tombstones.set(record.id, tombstone);
    this.usage.tombstone(tombstone, 1);
    if (this.tombstones.size > this.mostTombstones * OVER) this.forgetMany();
  }

  /** Many at once: finding the first one that is left in a map takes longer, the more have gone. */
  private forgetMany(): void {
    const many = Math.max(1, Math.floor(this.mostTombstones / 2));
    for (const { id, position } of [...this.tombstones.values().take(many)]) {
      this.forgottenThrough = Math.max(this.forgottenThrough, position);
      this.forget(id);
      this.forgotten += 1;
    }
  }
}

function useOfAbsent({ client, bytes }: AbsentRecord): ServerUse {
  return { client, bytes, words: 0 };
}
