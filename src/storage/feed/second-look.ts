import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { RecordName } from '../manifest-store.js';
import type { KnownRecords } from './known-records.js';

/** What is to be made of records that looked wrong at first. */
export interface SecondLook {
  readonly newer: readonly ServerRecord[];
  readonly corrected: readonly ServerRecord[];
  readonly gone: readonly RecordName[];
  /** Not only tombstones have gone, which is what purging does: the store lost something. */
  readonly wentBack: boolean;
}

/** Judges what was read again; what has changed here since `moment`, when the first look began, is left alone. */
export function secondLook(
  known: KnownRecords,
  keys: readonly string[],
  stored: ReadonlyMap<string, ServerRecord>,
  moment: number,
): SecondLook {
  const newer: ServerRecord[] = [];
  const corrected: ServerRecord[] = [];
  const gone: RecordName[] = [];
  let wentBack = false;
  for (const key of keys) {
    const record = stored.get(key);
    const name = known.name(key);
    if (record !== undefined && record.revision > (name?.revision ?? 0)) newer.push(record);
    else if (name === undefined || !known.unchangedSince(key, moment)) continue;
    else if (record === undefined) {
      gone.push(name);
      wentBack ||= !known.isTombstone(key);
    } else if (!known.is(headOf(record))) {
      corrected.push(record);
      wentBack = true;
    }
  }
  return { newer, corrected, gone, wentBack };
}

function headOf(record: ServerRecord): { key: string; revision: number; changeId: string } {
  return { key: recordKey(record), revision: record.revision, changeId: record.change.id };
}
