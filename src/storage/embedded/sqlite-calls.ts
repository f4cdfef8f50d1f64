import type { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/with-deadline.js';
import { noAnswer } from '../no-answer.js';
import type { SqliteThread } from './sqlite-thread.js';
import type { WorkerAnswers, WorkerCall } from './worker-protocol.js';

const CALL_DEADLINE_MS = 5_000;

/** Calls of the SQLite thread with a deadline; their failure is a `STORAGE_UNAVAILABLE`. */
export class SqliteCalls {
  constructor(
    private readonly thread: SqliteThread,
    private readonly clock: Clock,
  ) {}

  async call<Op extends WorkerCall['op']>(
    call: Extract<WorkerCall, { op: Op }>,
  ): Promise<WorkerAnswers[Op]> {
    try {
      return await withDeadline(this.clock, CALL_DEADLINE_MS, this.thread.call<Op>(call));
    } catch (error) {
      throw noAnswer(error);
    }
  }
}
