import type { Cancel, Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { recordKey } from '../manifest/record-key.js';
import type { CommitResult, RecordChange } from './manifest-store.js';
import { faultText, storageFaultOf } from './storage-fault.js';

const MAX_BATCH_CHANGES = 256;
const MAX_BATCH_BYTES = 4 * 1_024 * 1_024;
const MAX_WAITING = 10_000;
/** The part of these places that only small changes may take: marks and heartbeats get in while registrations wait. */
const RESERVED = 1_000;
const WRITE_DEADLINE_MS = 5_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;

/** What a batch did to one of its changes. */
export type Settled =
  | CommitResult
  /** Stored or not, nobody knows: the same change is sent again. */
  | { readonly outcome: 'open'; readonly fault: string }
  /** It can't be stored; nothing was written. */
  | { readonly outcome: 'refused'; readonly error: DomainError };

/** Stores a batch and answers in its order; a rejection leaves the outcome of all its changes unknown. */
export type BatchWriter = (changes: readonly RecordChange[]) => Promise<readonly Settled[]>;

interface Waiting {
  readonly change: RecordChange;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: DomainError) => void;
  readonly cancelDeadline: Cancel;
  fault: string | undefined;
  late: boolean;
}

/**
 * Group commit: one batch is written at a time, with one change a server at most, and what arrives meanwhile
 * shares the next one's flush to disk. A change that is not settled within 5 s is given up with an unknown outcome.
 */
export class CommitQueue {
  private queue = new Set<Waiting>();
  private batch: readonly Waiting[] = [];
  private pauseMs = 0;
  private idle: (() => void)[] = [];
  private running = false;

  constructor(
    private readonly clock: Clock,
    private readonly write: BatchWriter,
  ) {}

  /** Changes that are not answered yet. */
  get pending(): number {
    return this.queue.size + this.batch.length;
  }

  push(change: RecordChange): Promise<CommitResult> {
    if (this.pending >= (isSmall(change) ? MAX_WAITING : MAX_WAITING - RESERVED)) {
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
          waiting.late = true;
          this.queue.delete(waiting);
          reject(unconfirmed(waiting.fault ?? 'the write took longer than 5 s'));
        }),
        fault: undefined,
        late: false,
      };
      this.queue.add(waiting);
      if (!this.running) void this.writeBatches();
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
    this.running = true;
    while (this.queue.size > 0) {
      this.batch = this.takeBatch();
      const open = await this.writeBatch(this.batch);
      this.batch = [];
      if (open.length > 0) this.queue = new Set([...open, ...this.queue]);
      await this.pauseAfter(open.length > 0);
    }
    this.running = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const names = new Set<string>();
    let bytes = 0;
    for (const waiting of this.queue) {
      const { draft } = waiting.change;
      const name = recordKey(draft);
      if (names.has(name)) continue;
      bytes += draft.manifest.length;
      if (batch.length > 0 && (bytes > MAX_BATCH_BYTES || batch.length >= MAX_BATCH_CHANGES)) break;
      names.add(name);
      batch.push(waiting);
      this.queue.delete(waiting);
    }
    return batch;
  }

  /** Answers what is settled; returns what is still open. */
  private async writeBatch(batch: readonly Waiting[]): Promise<Waiting[]> {
    try {
      const results = await this.write(batch.map(({ change }) => change));
      return batch.filter((waiting, index) => !answer(waiting, results[index]));
    } catch (error) {
      const fault = faultText(error);
      for (const waiting of batch) {
        waiting.cancelDeadline();
        waiting.reject(unconfirmed(fault));
      }
      return [];
    }
  }

  /** A backend in trouble is not hurried. */
  private async pauseAfter(trouble: boolean): Promise<void> {
    this.pauseMs = trouble ? Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2 || FIRST_PAUSE_MS) : 0;
    if (!trouble) return;
    await new Promise<void>((resolve) => {
      this.clock.after(this.pauseMs, resolve);
    });
  }
}

/** It does not bring a manifest. */
function isSmall({ before, draft }: RecordChange): boolean {
  return draft.manifest === '' || draft.manifest === before?.manifest;
}

function answer(waiting: Waiting, settled: Settled | undefined): boolean {
  if (settled === undefined || settled.outcome === 'open') {
    waiting.fault = settled?.fault;
    return waiting.late;
  }
  waiting.cancelDeadline();
  if (settled.outcome === 'refused') waiting.reject(settled.error);
  else waiting.resolve(settled);
  return true;
}

function unconfirmed(fault: string): DomainError {
  return new DomainError(
    'STORAGE_UNAVAILABLE',
    `The write was not confirmed, so its outcome is unknown; repeat it. Reason: ${storageFaultOf(fault)}.`,
    { retryAfterSeconds: 2 },
  );
}
