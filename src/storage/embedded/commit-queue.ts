import type { Cancel, Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { CommitResult, RecordChange } from '../manifest-store.js';

const MAX_BATCH_CHANGES = 256;
const MAX_BATCH_BYTES = 4 * 1_024 * 1_024;
const MAX_WAITING = 10_000;
const WRITE_DEADLINE_MS = 5_000;

/** Stores a batch; answers in its order: the stored record, or `null` for a change that lost. */
export type BatchWriter = (
  changes: readonly RecordChange[],
) => Promise<readonly (ServerRecord | null)[]>;

interface Waiting {
  readonly change: RecordChange;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: DomainError) => void;
  readonly cancelDeadline: Cancel;
}

/**
 * Group commit: one batch is written at a time, and what arrives meanwhile shares the next one's
 * flush to disk. A change that waits longer than 5 s is given up with an unknown outcome.
 */
export class CommitQueue {
  private readonly queue = new Set<Waiting>();
  private writing = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly write: BatchWriter,
  ) {}

  /** Changes that are not answered yet. */
  get pending(): number {
    return this.queue.size + this.writing;
  }

  push(change: RecordChange): Promise<CommitResult> {
    if (this.pending >= MAX_WAITING) {
      return Promise.reject(
        new DomainError('OVERLOADED', 'Too many writes are waiting; nothing was written.', {
          retryAfterSeconds: 1,
        }),
      );
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        change,
        resolve,
        reject,
        cancelDeadline: this.clock.after(WRITE_DEADLINE_MS, () => {
          this.queue.delete(waiting);
          reject(unconfirmed('the write took longer than 5 s'));
        }),
      };
      this.queue.add(waiting);
      if (this.writing === 0) void this.writeBatches();
    });
  }

  /** Resolves when everything that waits now has been written or has failed. */
  drained(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.idle.push(resolve);
    });
  }

  private async writeBatches(): Promise<void> {
    while (this.queue.size > 0) {
      const batch = this.takeBatch();
      this.writing = batch.length;
      await this.writeBatch(batch);
      this.writing = 0;
    }
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (const waiting of this.queue) {
      bytes += waiting.change.draft.manifest.length;
      if (batch.length > 0 && (bytes > MAX_BATCH_BYTES || batch.length >= MAX_BATCH_CHANGES)) break;
      batch.push(waiting);
      this.queue.delete(waiting);
    }
    return batch;
  }

  private async writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const records = await this.write(batch.map(({ change }) => change));
      batch.forEach((waiting, index) => {
        waiting.cancelDeadline();
        const record = records[index] ?? null;
        waiting.resolve(record === null ? { outcome: 'lost' } : { outcome: 'won', record });
      });
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      for (const waiting of batch) {
        waiting.cancelDeadline();
        waiting.reject(unconfirmed(fault));
      }
    }
  }
}

function unconfirmed(fault: string): DomainError {
  return new DomainError(
    'STORAGE_UNAVAILABLE',
    `The write was not confirmed, so its outcome is unknown; repeat it. Reason: ${fault}.`,
    { retryAfterSeconds: 2 },
  );
}
