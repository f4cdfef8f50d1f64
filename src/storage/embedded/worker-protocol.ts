import type { HistoryEntry, ServerRecord } from '../../manifest/server-record.js';
import type { DamagedRecord, RecordChange, RecordName } from '../manifest-store.js';
import type { STATEMENTS } from './statements.js';
import type { Setting } from '../settings-store.js';

/** What the worker is started with. */
export interface WorkerOptions {
  /** Path of the database file. */
  readonly file: string;
  readonly migrations: readonly string[];
  /** By name; the worker imports no code. */
  readonly statements: typeof STATEMENTS;
  /** History entries that are looked at in one transaction. */
  readonly historySlice: number;
  /** History entries that are kept of one server. */
  readonly historyEntries: number;
}

/** What the store asks its worker. */
export type WorkerCall =
  | { readonly op: 'commit'; readonly now: number; readonly changes: readonly RecordChange[] }
  | { readonly op: 'timeline' }
  | { readonly op: 'load'; readonly after: ServerName | null }
  | { readonly op: 'find'; readonly tenant: string; readonly id: string }
  | {
      readonly op: 'raiseFence';
      readonly tenant: string;
      readonly id: string;
      readonly fence: number;
    }
  | {
      readonly op: 'history';
      readonly tenant: string;
      readonly id: string;
      readonly offset: number;
      readonly limit: number;
    }
  | {
      readonly op: 'purge';
      readonly what: 'purgePlain' | 'purgePinned';
      readonly before: number;
      readonly limit: number;
    }
  | { readonly op: 'forget'; readonly name: RecordName }
  | { readonly op: 'purgeHistory'; readonly after: HistoryCursor; readonly before: number }
  | { readonly op: 'settings' }
  | { readonly op: 'putSetting'; readonly setting: Setting }
  | { readonly op: 'raiseMark'; readonly name: string; readonly value: number }
  | { readonly op: 'mark'; readonly name: string }
  | { readonly op: 'ping' }
  | { readonly op: 'tryWrite' }
  | { readonly op: 'backup'; readonly file: string }
  | { readonly op: 'close' };

/** A stored row as it crosses the thread: two strings copy faster than an object. */
export interface StoredRow {
  readonly state: string;
  readonly manifest: string;
}

/** Where a walk through the servers stands. */
export interface ServerName {
  readonly tenant: string;
  readonly id: string;
}

/** A row that is not what was written. */
export interface DamagedRow extends DamagedRecord {
  /** The state, if it can be read: then only the manifest is damaged. */
  readonly state: string | null;
}

/** Where a walk through the history in the order of its times stands. */
export interface HistoryCursor {
  readonly at: number;
  readonly tenant: string;
  readonly id: string;
  readonly revision: number;
}

/** Whose positions those above `after` are, up to where the next epoch begins. */
export interface StoredEpoch {
  readonly epoch: number;
  readonly after: number;
}

/** What readers of the changes go by. */
export interface StoredTimeline {
  /** In their order, at least one; the last one is the current one. */
  readonly epochs: readonly StoredEpoch[];
  /** The highest that was ever given. */
  readonly position: number;
  readonly purgedThrough: number;
}

/** A change that was stored, or the fence of the record to which it was lost. */
export type WrittenChange = ServerRecord | { readonly fence: number };

/** What became of a batch of changes. */
export interface WrittenBatch {
  readonly written: readonly WrittenChange[];
  /** When it is the first one of this run: the epochs as they are now. */
  readonly epochs: readonly StoredEpoch[] | null;
}

/** Tombstones that have gone. */
export interface PurgedTombstones {
  readonly gone: readonly RecordName[];
  readonly purgedThrough: number;
}

/** What each call answers. */
export interface WorkerAnswers {
  commit: WrittenBatch;
  timeline: StoredTimeline;
  /** A part of all servers, and the last of them; `next` is `null` when there are no more. */
  load: {
    readonly rows: readonly StoredRow[];
    readonly damaged: readonly DamagedRow[];
    readonly next: ServerName | null;
  };
  find: StoredRow | DamagedRow | null;
  history: { readonly entries: readonly HistoryEntry[]; readonly total: number };
  raiseFence: null;
  purge: PurgedTombstones;
  forget: PurgedTombstones;
  /** How many entries have gone, and where to go on; `null` = nowhere. */
  purgeHistory: { readonly purged: number; readonly next: HistoryCursor | null };
  settings: readonly Setting[];
  /** Whether it was stored. */
  putSetting: boolean;
  raiseMark: null;
  mark: number | null;
  ping: null;
  tryWrite: null;
  backup: null;
  close: null;
}

/** The worker's word that it is open, or why it is not; afterwards one reply a call. */
export type WorkerReply =
  | { readonly seq: number; readonly value: WorkerAnswers[keyof WorkerAnswers] }
  | { readonly seq: number; readonly fault: string };

/** The `seq` of the first message: open or not. */
export const OPENED = 0;
