import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LeaseTable, type Claim } from '../leases/lease-table.js';
import { markMissed, remove, type ChangeContext } from '../manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { CountedTime } from './counted-time.service.js';
import { RecordWriter } from './record-writer.service.js';
import { SelfPreservation } from './self-preservation.service.js';

/** Claims of one round; more would only wait for the store. */
const ROUND = 512;

const ACTOR = 'sweeper';

/** Marks missed heartbeats: live → stale → offline → removed. */
@Injectable()
export class Sweeper {
  private readonly logger = new Logger('Sweeper');
  private sweeping: Promise<void> | undefined;
  /** Epoch ms of the last sweep that began; `null` before the first. */
  lastSweepAt: number | null = null;
  lastDurationMs = 0;

  constructor(
    private readonly leases: LeaseTable,
    private readonly writer: RecordWriter,
    private readonly selfPreservation: SelfPreservation,
    private readonly countedTime: CountedTime,
    private readonly clock: Clock,
  ) {}

  /** One sweep over everything that has run out; a call during a sweep joins it. */
  sweep(): Promise<void> {
    this.sweeping ??= this.run().finally(() => {
      this.sweeping = undefined;
    });
    return this.sweeping;
  }

  private async run(): Promise<void> {
    const start = this.clock.monotonic();
    this.lastSweepAt = this.clock.now();
    this.countedTime.add(await this.leases.tick());
    const allowed = { ...this.selfPreservation.allow(await this.leases.counts()) };
    const failures: unknown[] = [];
    for (;;) {
      const claims = await this.leases.claimExpired({
        live: Math.min(allowed.live, ROUND),
        marked: Math.min(allowed.marked, ROUND),
      });
      if (claims.length === 0) break;
      for (const { phase } of claims) allowed[phase === 'live' ? 'live' : 'marked'] -= 1;
      await Promise.all(
        claims.map((claim) => this.mark(claim).catch((error: unknown) => failures.push(error))),
      );
    }
    if (failures.length > 0) {
      const msg = 'Marks were not stored and will be tried again';
      this.logger.warn({ msg, count: failures.length, err: failures[0] });
    }
    this.lastDurationMs = this.clock.monotonic() - start;
  }

  private async mark(claim: Claim): Promise<void> {
    try {
      const current = await this.writer.current(claim, claim.id);
      if (current === undefined || current.removed || current.intervalSeconds === 0) {
        await this.leases.release(claim);
      } else if (current.liveness !== claim.phase) {
        // An earlier change was not stored or not seen: the lease takes the record's word.
        await this.leases.advance(claim, current.liveness);
      } else {
        await this.store(claim, current);
      }
    } catch (error) {
      await this.leases.giveBack(claim);
      throw error;
    }
  }

  private async store(claim: Claim, current: ServerRecord): Promise<void> {
    const written = await this.writer.attempt(current, ACTOR, (_record, context) =>
      nextMark(current, context),
    );
    if (written?.after === undefined) await this.leases.giveBack(claim);
    else if (written.after.removed) await this.leases.release(claim);
    else await this.leases.advance(claim, written.after.liveness);
  }
}

function nextMark(current: ServerRecord, context: ChangeContext): RecordDraft {
  switch (current.liveness) {
    case 'live':
      return markMissed(current, 'stale', context);
    case 'stale':
      return markMissed(current, 'offline', context);
    case 'offline':
      return remove(current, 'retention_elapsed', context);
  }
}
