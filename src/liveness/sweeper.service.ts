import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LeaseTable } from '../leases/lease-table.js';
import { CountedTime } from '../records/counted-time.service.js';
import { Marker } from './marker.service.js';
import type { Obstacle } from '../cluster/replica-troubles.js';
import { Replicas } from '../cluster/replicas.service.js';
import { SelfPreservation } from './preservation/self-preservation.service.js';

/** Claims of one round; more would only wait for the store. */
const ROUND = 512;

/** Nothing is claimed by a verdict that is older; the next sweep decides again. */
const LONGEST_MS = 1_000;

/** Between two sweeps; after a longer time other replicas may have gone on. */
const STOOD_STILL_MS = 2_000;

/** Why the sweeps mark nobody, when no other replica is the reason. */
const NO_LEASES = 'this replica cannot reach the leases';
const ADDING = { reason: 'heartbeats that were kept are being added to the leases', passes: true };
const FAILED = 'the last sweep failed; the log has the reason';

/** Marks missed heartbeats: live → stale → offline → removed. */
@Injectable()
export class Sweeper {
  private readonly logger = new Logger('Sweeper');
  private sweeping: Promise<void> | undefined;
  /** Monotonic ms. */
  private lastStart = -Infinity;
  private reason: string | null = null;
  /** Epoch ms of the last sweep that decided what is to be marked; `null` before the first. */
  lastSweepAt: number | null = null;
  lastDurationMs = 0;

  constructor(
    private readonly leases: LeaseTable,
    private readonly replicas: Replicas,
    private readonly selfPreservation: SelfPreservation,
    private readonly countedTime: CountedTime,
    private readonly marker: Marker,
    private readonly clock: Clock,
  ) {}

  /** Why nobody is marked now; `null` when missed heartbeats are being marked. */
  get obstacle(): string | null {
    return this.reason;
  }

  /** One sweep over everything that has run out; a call during a sweep joins it. */
  sweep(): Promise<void> {
    this.sweeping ??= this.run().finally(() => {
      this.sweeping = undefined;
    });
    return this.sweeping;
  }

  private async run(): Promise<void> {
    if (!this.leases.reachable) {
      this.noteObstacle(NO_LEASES);
      return;
    }
    try {
      await this.decide();
    } catch (error) {
      this.noteObstacle(FAILED);
      throw error;
    }
  }

  private async decide(): Promise<void> {
    const start = this.clock.monotonic();
    if (start - this.lastStart > STOOD_STILL_MS) await this.selfPreservation.catchUp();
    this.lastStart = start;
    const obstacle = this.leases.complete ? await this.replicas.obstacle() : ADDING;
    const leaseMs = await this.passTime(obstacle);
    if (leaseMs === undefined) {
      this.noteObstacle(obstacle?.reason ?? null);
      return;
    }
    await this.markExpired(leaseMs);
    this.noteObstacle(null);
    this.lastSweepAt = this.clock.now();
    this.lastDurationMs = this.clock.monotonic() - start;
  }

  /** Lease time (ms) by which leases may be marked; `undefined` while none may be. */
  private async passTime(obstacle: Obstacle | undefined): Promise<number | undefined> {
    if (obstacle === undefined) {
      const leaseMs = await this.leases.tick(!this.selfPreservation.holds);
      this.countedTime.reach(leaseMs);
      return leaseMs;
    }
    const { leaseMs, stoodStill } = await this.leases.hold();
    this.countedTime.reach(leaseMs);
    return stoodStill || !obstacle.passes ? undefined : leaseMs;
  }

  private async markExpired(leaseMs: number): Promise<void> {
    // Not from the start of the sweep: a storage that is slow to answer would keep everybody forever.
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
          this.marker.mark(claim, verdict).catch((error: unknown) => failures.push(error)),
        ),
      );
    }
    if (failures.length > 0) {
      const msg = 'Marks were not stored and will be tried again';
      this.logger.warn({ msg, count: failures.length, err: failures[0] });
    }
  }

  private noteObstacle(reason: string | null): void {
    if (reason === this.reason) return;
    this.reason = reason;
    if (reason === null) this.logger.log('Missed heartbeats are marked again');
    else this.logger.warn({ msg: `No server is marked: ${reason}` });
  }
}
