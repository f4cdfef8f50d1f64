import { Logger } from '@nestjs/common';
import type { CatalogChanges } from '../../catalog/catalog-change.js';
import { BatchTimer } from '../../common/batch-timer.js';
import type { Clock } from '../../common/clock.js';
import type { TimeSlice } from '../../common/time-slice.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { serverUri } from '../resources/directory-uri.js';
import type { Subscriptions } from './subscriptions.service.js';

/** Part of the processor's time for all watched searches together. */
const PART = 0.1;

/** How rounds are made. */
interface Rounds {
  readonly everyMs: number;
  /** The results of a round are sent so much later. */
  readonly settleMs: number;
  readonly tell: (uris: readonly string[]) => Promise<void>;
}

/** Looks after changes which of the watched searches have another answer: in rounds, for each search takes its time. */
export class SearchRounds {
  private readonly logger = new Logger('Mcp');
  private due = false;
  /** URIs of servers that have changed since the last round began, and since the one before while it goes on. */
  private changed = new Set<string>();
  private changedBefore = new Set<string>();
  /** Some have been what no round has seen: the searches may have been read with it. */
  private unseen = false;
  private readonly timer: BatchTimer;

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly clock: Clock,
    private readonly rounds: Rounds,
  ) {
    this.timer = new BatchTimer(
      clock,
      { everyMs: rounds.everyMs, part: PART },
      { waits: () => this.due, send: (slice) => this.round(slice) },
    );
  }

  /** The catalog has changed. */
  note({ changes }: CatalogChanges): void {
    if (!this.subscriptions.haveSearches) return;
    this.due = true;
    for (const { record, skipped } of changes) {
      if (record.tenant !== DEFAULT_SCOPE.tenant) continue;
      const uri = serverUri(record.id);
      this.unseen ||= skipped || this.changed.has(uri) || this.changedBefore.has(uri);
      this.changed.add(uri);
    }
    this.timer.schedule();
  }

  private async round(slice: TimeSlice): Promise<void> {
    const { unseen } = this;
    this.due = false;
    this.unseen = false;
    this.changedBefore = this.changed;
    this.changed = new Set();
    const found: string[] = [];
    for (const uri of this.subscriptions.searchUris()) {
      await slice.pause();
      if (this.hasChanged(uri) || unseen) found.push(uri);
    }
    this.changedBefore = new Set();
    const { settleMs, tell } = this.rounds;
    if (settleMs > 0 && found.length > 0) {
      await slice.rest(new Promise((resolve) => this.clock.after(settleMs, resolve)));
    }
    await slice.rest(tell(found));
  }

  private hasChanged(uri: string): boolean {
    try {
      return this.subscriptions.hasChanged(uri);
    } catch (error) {
      this.logger.error({ msg: 'A search that MCP clients watch failed', uri, err: error });
      return false;
    }
  }
}
