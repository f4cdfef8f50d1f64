import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DeadlinePassed, withDeadline } from '../../common/with-deadline.js';
import { noAnswer } from '../../storage/no-answer.js';

/** Longer than any one call of the storage may take, shorter than members and proxies mostly wait. */
const DEADLINE_MS = 7_000;

/**
 * Ends what a member waits for. A request may call the storage several times, each with a deadline of its own; all of
 * them together must not take longer than a client waits. What was begun goes on, so the outcome is unknown.
 */
@Injectable()
export class RequestDeadline {
  constructor(private readonly clock: Clock) {}

  /** The work's own outcome. @throws STORAGE_UNAVAILABLE when it has taken 7 s */
  async of<T>(work: Promise<T>): Promise<T> {
    try {
      return await withDeadline(this.clock, DEADLINE_MS, work);
    } catch (error) {
      throw error instanceof DeadlinePassed ? noAnswer(error) : error;
    }
  }
}
