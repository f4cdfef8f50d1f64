import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { recordKey } from '../manifest/record-key.js';
import type { ServerRecord } from '../manifest/server-record.js';

/** How often a minute a member may change its own status at this replica. */
const PER_MINUTE = 30;
const EACH_MS = 60_000 / PER_MINUTE;
const CLEAN_EVERY_MS = 60_000;

/** Bounds how often members change their own status: each change is written, and kept in the history. */
@Injectable()
export class StatusReports {
  /** When each of the members has its full number of changes again, in monotonic time (the rule is GCRA). */
  private readonly fullAt = new Map<string, number>();
  private cleanedAt = 0;

  constructor(private readonly clock: Clock) {}

  /** Counts a change; the error to answer with when there were too many. */
  count(record: Pick<ServerRecord, 'tenant' | 'id'>): DomainError | undefined {
    const now = this.clock.monotonic();
    this.clean(now);
    const key = recordKey(record);
    const fullAt = Math.max(now, this.fullAt.get(key) ?? 0) + EACH_MS;
    const waitMs = fullAt - now - PER_MINUTE * EACH_MS;
    if (waitMs <= 0) {
      this.fullAt.set(key, fullAt);
      return undefined;
    }
    return new DomainError(
      'QUOTA_EXCEEDED',
      `The heartbeat counts; its status was not taken: a member changes it at most ${PER_MINUTE} times a minute. ` +
        'Repeat it later.',
      { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    );
  }

  private clean(now: number): void {
    if (now - this.cleanedAt < CLEAN_EVERY_MS) return;
    this.cleanedAt = now;
    for (const [key, fullAt] of this.fullAt) if (fullAt <= now) this.fullAt.delete(key);
  }
}
