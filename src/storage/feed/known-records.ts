import { nameOfKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { RecordName } from '../manifest-store.js';
import type { Head } from './feed-source.js';

/** Flat, and named by its key alone: there is one for each stored record. */
interface Known {
  readonly revision: number;
  readonly changeId: string;
  readonly tombstone: boolean;
  /** Up by one with each record that is taken in, whichever it is. */
  readonly step: number;
}

/** What the feed has handed over: the newest revision of each record. */
export class KnownRecords {
  private readonly records = new Map<string, Known>();
  private step = 0;

  /** A moment; see {@link KnownRecords.unchangedSince}. */
  get now(): number {
    return this.step;
  }

  keys(): string[] {
    return [...this.records.keys()];
  }

  revision(key: string): number {
    return this.records.get(key)?.revision ?? 0;
  }

  name(key: string): RecordName | undefined {
    const known = this.records.get(key);
    return known && { ...nameOfKey(key), revision: known.revision };
  }

  /** Whether the store's head is what was handed over. */
  is({ key, revision, changeId }: Pick<Head, 'key' | 'revision' | 'changeId'>): boolean {
    const known = this.records.get(key);
    return known?.revision === revision && known.changeId === changeId;
  }

  isTombstone(key: string): boolean {
    return this.records.get(key)?.tombstone === true;
  }

  unchangedSince(key: string, moment: number): boolean {
    const known = this.records.get(key);
    return known === undefined || known.step <= moment;
  }

  take(key: string, { revision, change, removed }: ServerRecord): void {
    this.step += 1;
    this.records.set(key, {
      revision,
      changeId: change.id,
      tombstone: removed,
      step: this.step,
    });
  }

  forget(key: string): void {
    this.records.delete(key);
  }
}
