import type { mongo } from 'mongoose';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { HistoryDocument } from './schemas/history.schema.js';

const MAX_TIME_MS = 3_000;
/** A server's history is trimmed each time after this many revisions. */
const EVERY = 16;
const AT_ONCE = 1_000;

/**
 * Forgets the oldest entries of the servers that have too many. Revisions rise by one, so the newest tells which.
 * Callers need not wait for it: a later change makes up for what has failed.
 */
export async function trimHistory(
  history: mongo.Collection<HistoryDocument>,
  written: readonly ServerRecord[],
  most: number,
): Promise<void> {
  for (const record of written) {
    if (record.change.what === 'registered' || record.revision % EVERY !== 0) continue;
    // This many may be added until the next time; the newest entry is in the record.
    const below = record.revision - most + EVERY;
    const old = await history
      .find(
        { server: recordKey(record), 'change.revision': { $lte: below } },
        { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS },
      )
      .limit(AT_ONCE)
      .toArray();
    if (old.length > 0) await history.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
  }
}
