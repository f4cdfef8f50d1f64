import { Worker } from 'node:worker_threads';
import { MIGRATIONS } from './migrations.js';
import { STATEMENTS } from './statements.js';
import {
  OPENED,
  type WorkerAnswers,
  type WorkerCall,
  type WorkerOptions,
  type WorkerReply,
} from './worker-protocol.js';

/** A thousand take a few milliseconds; other writes wait for them. */
const HISTORY_SLICE = 1_000;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** The worker thread with the SQLite file, as calls that return promises. */
export class SqliteThread {
  private readonly waiting = new Map<number, Waiting>();
  private seq = OPENED;
  private closing = false;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (reply: WorkerReply) => {
      this.settle(reply);
    });
    worker.on('exit', () => {
      // A directory that cannot write any more must not linger: its supervisor starts it again.
      if (!this.closing) throw new Error('The storage thread ended unexpectedly');
    });
  }

  /** Opens (and where needed makes or migrates) the file; rejects with the reason when it can't. */
  static async open(file: string, historyEntries: number): Promise<SqliteThread> {
    // In tests this module is TypeScript, and so is its neighbour; Node runs both.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const url = new URL(`./sqlite.worker.${extension}`, import.meta.url);
    const workerData: WorkerOptions = {
      file,
      migrations: MIGRATIONS,
      statements: STATEMENTS,
      historySlice: HISTORY_SLICE,
      historyEntries,
    };
    const thread = new SqliteThread(
      new Worker(url, { workerData, execArgv: ['--disable-warning=ExperimentalWarning'] }),
    );
    try {
      await new Promise<null>((resolve, reject) => {
        thread.waiting.set(OPENED, { resolve, reject });
      });
      return thread;
    } catch (error) {
      thread.closing = true;
      await thread.worker.terminate();
      throw error;
    }
  }

  call<Op extends WorkerCall['op']>(
    call: Extract<WorkerCall, { op: Op }>,
  ): Promise<WorkerAnswers[Op]> {
    if (this.closing) return Promise.reject(new Error('the storage is closed'));
    this.closing = call.op === 'close';
    this.seq += 1;
    const seq = this.seq;
    return new Promise((resolve, reject) => {
      this.waiting.set(seq, { resolve, reject });
      this.worker.postMessage({ seq, call });
    });
  }

  private settle(reply: WorkerReply): void {
    const waiting = this.waiting.get(reply.seq);
    this.waiting.delete(reply.seq);
    if ('fault' in reply) waiting?.reject(new Error(reply.fault));
    else waiting?.resolve(reply.value as never);
  }
}
