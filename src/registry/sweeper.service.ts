import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { LeaseTable, type Claim } from '../leases/lease-table.js';
import type { ChangeContext } from '../manifest/change-context.js';
import { markMissed, remove } from '../manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import type { Liveness } from '../manifest/status.js';
import { ManifestStore } from '../storage/manifest-store.js';
import { CountedTime } from './counted-time.service.js';
import type { Verdict } from './preservation-rule.js';
import { RecordWriter } from './record-writer.service.js';
import { Replicas } from './replicas.service.js';
import { SelfPreservation } from './self-preservation.service.js';

/** Claims of one round; more would only wait for the store. */
const ROUND = 512;

/** Nothing is claimed by a verdict that is older; the next sweep decides anew. */
const LONGEST_MS = 1_000;

/** Between two sweeps; after a longer time other replicas may have gone on. */
const STOOD_STILL_MS = 2_000;

const ACTOR = 'sweeper';

/** Marks missed heartbeats: live → stale → offline → removed. */
@Injectable()
export class Sweeper {
  private readonly logger = new Logger('Sweeper');
  private sweeping: Promise<void> | undefined;
  /** Monotonic ms. */
  private lastStart = -Infinity;
  /** Epoch ms of the last sweep that began; `null` before the first. */
  lastSweepAt: number | null = null;
  lastDurationMs = 0;

  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly writer: RecordWriter,
    private readonly replicas: Replicas,
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
    if (!this.leases.reachable) return;
    const start = this.clock.monotonic();
    if (start - this.lastStart > STOOD_STILL_MS) await this.selfPreservation.catchUp();
    this.lastStart = start;
    this.lastSweepAt = this.clock.now();
    const leaseMs = await this.leases.tick(!this.selfPreservation.holds);
    this.countedTime.reach(leaseMs);
    if (await this.replicas.someKeepHeartbeats()) await this.leases.spare();
    else await this.markExpired(leaseMs);
    this.lastDurationMs = this.clock.monotonic() - start;
  }

  private async markExpired(leaseMs: number): Promise<void> {
    // Not from the start of the sweep: a storage that is slow to answer would keep everybody for ever.
    const deadline = this.clock.monotonic() + LONGEST_MS;
    const verdict = await this.selfPreservation.decide(await this.leases.counts(), leaseMs);
    const { live, marked, pace } = verdict.claims;
    const limits = { live: Math.min(live, ROUND), marked: Math.min(marked, ROUND), pace };
    const failures: unknown[] = [];
    while (this.clock.monotonic() < deadline) {
      const claims = await this.leases.claimExpired(limits);
      if (claims.length === 0) break;
      await Promise.all(
        claims.map((claim) =>
          this.mark(claim, verdict).catch((error: unknown) => failures.push(error)),
        ),
      );
    }
    if (failures.length > 0) {
      const msg = 'Marks were not stored and will be tried again';
      this.logger.warn({ msg, count: failures.length, err: failures[0] });
    }
  }

  private async mark(claim: Claim, verdict: Verdict): Promise<void> {
    try {
      const known = this.catalog.of(claim).record(claim.id);
      const current =
        phaseOf(known) === claim.phase ? known : await this.store.find(claim, claim.id);
      const phase = phaseOf(current);
      // Else the lease takes the record's word: its mark may have been stored and not answered.
      if (current === undefined || phase !== claim.phase) await this.advance(claim, phase, verdict);
      else await this.markOne(claim, current, verdict);
    } catch (error) {
      await this.leases.giveBack(claim);
      throw error;
    }
  }

  private async markOne(claim: Claim, current: ServerRecord, verdict: Verdict): Promise<void> {
    const after = await this.writer.mark(current, ACTOR, claim.fence, nextMark);
    if (after === undefined) await this.leases.giveBack(claim);
    else await this.advance(claim, phaseOf(after), verdict);
  }

  private advance(claim: Claim, phase: Liveness | null, { countsFor }: Verdict): Promise<void> {
    return this.leases.advance(claim, phase, countsFor(claim.intervalSeconds));
  }
}

/** The phase that the record's lease is to be in; `null` = it has none. */
function phaseOf(record: ServerRecord | undefined): Liveness | null {
  return record === undefined || record.removed || record.intervalSeconds === 0
    ? null
    : record.liveness;
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
