import { mongo } from 'mongoose';
import { recordKey } from '../../manifest/record-key.js';
import { DomainError } from '../../common/domain-error.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { Settled } from '../commit-queue.js';
import type { RecordChange } from '../manifest-store.js';
import { RECORD_FIELDS, toChangeDocument, toDocument, toRecord } from './record-mapper.js';
import type { RecordDocument } from './record-mapper.js';
import type { HistoryDocument } from './schemas/history.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';
import { settle } from './settle.js';
import { WriteFaults } from './write-faults.js';

const MAX_TIME_MS = 3_000;

/** A written batch: what became of each change, and the records as they are now. */
export interface WrittenBatch {
  readonly settled: readonly Settled[];
  readonly records: readonly ServerRecord[];
  /** What went wrong on the way; `null` when nothing did. */
  readonly fault: string | null;
}

/**
 * Writes a batch in three round trips: the history entries that the changes supersede, the changes as
 * compare-and-sets, and one majority read that settles what became of them.
 */
export class BatchWriter {
  constructor(
    private readonly servers: mongo.Collection<ServerDocument>,
    private readonly history: mongo.Collection<HistoryDocument>,
    /** The database server's time, epoch ms. */
    private readonly storeTime: () => number,
  ) {}

  async write(changes: readonly RecordChange[]): Promise<WrittenBatch> {
    // Unsorted concurrent batches deadlock in DocumentDB.
    const sorted = [...changes].sort((a, b) => (recordKey(a.draft) < recordKey(b.draft) ? -1 : 1));
    const faults = new WriteFaults();
    await faults.watch(() => this.keepHistory(sorted));
    // A change whose predecessor is not in the history must not be made.
    if (faults.first === null) await faults.watch(() => this.compareAndSet(sorted));
    return this.settleAll(changes, faults);
  }

  private async keepHistory(changes: readonly RecordChange[]): Promise<void> {
    const copies = changes.flatMap(({ before }) => (before === undefined ? [] : [copyOf(before)]));
    if (copies.length > 0) {
      await this.history.bulkWrite(copies, { ordered: false, maxTimeMS: MAX_TIME_MS });
    }
  }

  private async compareAndSet(changes: readonly RecordChange[]): Promise<void> {
    const result = await this.servers.bulkWrite(
      changes.map((change) => this.operation(change)),
      { ordered: false, maxTimeMS: MAX_TIME_MS },
    );
    // Not confirmed by a majority: the majority read decides.
    const unconfirmed = result.getWriteConcernError();
    if (unconfirmed !== undefined)
      throw new Error(unconfirmed.errmsg ?? 'not confirmed by a majority');
  }

  private operation({
    before,
    draft,
    fence,
  }: RecordChange): mongo.AnyBulkWriteOperation<ServerDocument> {
    const _id = recordKey(draft);
    if (before === undefined) {
      const revision = Math.floor(this.storeTime() / 1_000);
      return {
        updateOne: {
          filter: { _id, revision: 0 },
          update: {
            $set: { ...toDocument(draft, revision), fence: 0 },
            $currentDate: { changed_at: true },
          },
          upsert: true,
        },
      };
    }
    const { revision } = before;
    return {
      updateOne: {
        filter: {
          _id,
          revision,
          'change.id': before.change.id,
          ...(fence === undefined ? {} : { fence: { $lt: fence } }),
        },
        update: {
          $set: toDocument(draft, revision + 1),
          $currentDate: { changed_at: true },
        },
      },
    };
  }

  private async settleAll(
    changes: readonly RecordChange[],
    faults: WriteFaults,
  ): Promise<WrittenBatch> {
    try {
      const stored = await this.read(changes.map(({ draft }) => recordKey(draft)));
      const verdicts = changes.map((change) => settle(change, stored.get(recordKey(change.draft))));
      const superseded = await this.revisionsInHistory(
        changes.filter((_change, index) => verdicts[index] === 'in history?'),
      );
      const records = readable(stored);
      const settled = changes.map((change, index): Settled => {
        const record = records.get(recordKey(change.draft));
        switch (verdicts[index]) {
          case 'won':
            return record === undefined ? open(faults.first) : { outcome: 'won', record };
          case 'in history?': {
            const revision = superseded.get(change.draft.change.id);
            if (record === undefined)
              return open(`the stored record of ${change.draft.id} is damaged`);
            if (revision === undefined) return { outcome: 'lost' };
            const { position } = record;
            return { outcome: 'won', record: { ...change.draft, revision, position } };
          }
          case 'lost': {
            const document = stored.get(recordKey(change.draft));
            return document === undefined
              ? { outcome: 'lost' }
              : { outcome: 'lost', fence: document.fence };
          }
          default:
            return this.refusal(change, faults) ?? open(faults.first);
        }
      });
      return { settled, records: [...records.values()], fault: faults.first };
    } catch (error) {
      const fault = faults.first ?? (error instanceof Error ? error.message : String(error));
      const settled = changes.map((change) => this.refusal(change, faults) ?? open(fault));
      return { settled, records: [], fault };
    }
  }

  private async read(keys: readonly string[]): Promise<Map<string, RecordDocument>> {
    const found = await this.servers
      .find<RecordDocument>(
        { _id: { $in: [...keys] } },
        { projection: RECORD_FIELDS, maxTimeMS: MAX_TIME_MS },
      )
      .toArray();
    return new Map(found.map((document) => [document._id, document]));
  }

  /** Revisions of those changes that were stored and superseded since. */
  private async revisionsInHistory(
    changes: readonly RecordChange[],
  ): Promise<ReadonlyMap<string, number>> {
    if (changes.length === 0) return new Map();
    const ids = changes.map(({ draft }) => draft.change.id);
    const found = await this.history
      .find({ _id: { $in: ids } }, { maxTimeMS: MAX_TIME_MS })
      .toArray();
    return new Map(found.map(({ _id, change }) => [_id, change.revision]));
  }

  private refusal(change: RecordChange, faults: WriteFaults): Settled | undefined {
    if (!faults.isUnstorable(recordKey(change.draft), () => this.operation(change)))
      return undefined;
    return {
      outcome: 'refused',
      error: new DomainError(
        'VALIDATION_FAILED',
        'The storage cannot take this manifest: it is too large, or holds what the database does not take.',
      ),
    };
  }
}

function copyOf(record: ServerRecord): mongo.AnyBulkWriteOperation<HistoryDocument> {
  const { change, revision } = record;
  return {
    updateOne: {
      filter: { _id: change.id },
      update: {
        $setOnInsert: { server: recordKey(record), change: toChangeDocument(change, revision) },
      },
      upsert: true,
    },
  };
}

/** A record that was tampered with stays open; those beside it are settled. */
function readable(stored: ReadonlyMap<string, RecordDocument>): Map<string, ServerRecord> {
  const records = new Map<string, ServerRecord>();
  for (const [key, document] of stored) {
    try {
      records.set(key, toRecord(document));
    } catch {
      // The feed tells of it.
    }
  }
  return records;
}

function open(fault: string | null): Settled {
  return { outcome: 'open', fault: fault ?? 'the database did not take the change' };
}
