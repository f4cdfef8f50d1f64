import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { withDeadline } from '../common/with-deadline.js';
import { AppConfig } from '../config/app-config.js';
import { LeaseTable } from '../leases/lease-table.js';
import { ReplicaTroubles, type Obstacle } from './replica-troubles.js';
import { noAnswer } from '../storage/no-answer.js';
import { SharedSettings } from '../storage/shared-settings.service.js';
import { SignsOfLife, type Sign } from '../storage/signs-of-life.js';

/** A sign that was not renewed for this long is a dead replica's. */
const VALIDITY_MS = 5_000;

/** A replica that alone cannot reach the leases takes heartbeats for this long; then the others go on without it. */
const KEEPS_ALONE_MS = 30_000;

/** The setting that names this directory, whatever its database is called. */
const DIRECTORY_ID = 'directory_id';

const READ_DEADLINE_MS = 1_500;
const LOOK_EVERY_MS = 500;

/** Another replica's sign and when this one last saw it change: no two clocks are ever compared. */
interface Seen {
  sign: Sign;
  changedAt: number;
}

/** The replicas of this directory: this one's sign of life, and what the others' signs say. */
@Injectable()
export class Replicas {
  private readonly logger = new Logger('Replicas');
  private readonly replica = randomUUID();
  private readonly seen = new Map<string, Seen>();
  private count = 0;
  private renewedAt = -Infinity;
  private admitted = false;
  private readonly troubles: ReplicaTroubles;
  /** Monotonic ms since when the leases cannot be reached; `null` = they can. */
  private cutOffAt: number | null = null;
  private othersReach = false;

  constructor(
    private readonly signs: SignsOfLife,
    private readonly leases: LeaseTable,
    private readonly settings: SharedSettings,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.troubles = new ReplicaTroubles(clock);
  }

  /**
   * Whether heartbeats may be acknowledged though the leases cannot be reached: the others must know about this replica,
   * since they wait for what it keeps. They do not wait for long when they reach the leases themselves.
   */
  get mayKeep(): boolean {
    const isKnown = this.clock.monotonic() - this.renewedAt < VALIDITY_MS;
    return isKnown && !this.isLeftBehind;
  }

  /** Whether this replica has left a sign, which is to be renewed. */
  get present(): boolean {
    return this.count > 0;
  }

  /** Whether the leases are shared with other replicas. */
  get sharesLeases(): boolean {
    return this.config.redisUrl !== undefined;
  }

  /**
   * The id of this directory, the same at all replicas; made when there is none yet.
   * @throws STORAGE_UNAVAILABLE
   */
  async directoryId(): Promise<string> {
    await this.settings.change(DIRECTORY_ID, (value) =>
      value === undefined ? randomUUID() : undefined,
    );
    return JSON.stringify(this.settings.value(DIRECTORY_ID));
  }

  /** Renews this replica's sign. */
  async renew(): Promise<void> {
    this.count += 1;
    const start = this.clock.monotonic();
    await this.lookForReach(start);
    await this.signs.leave({
      replica: this.replica,
      count: this.count,
      admitted: this.admitted,
      sharesLeases: this.sharesLeases,
      reachesLeases: this.leases.complete,
      keepsHeartbeats: !this.leases.complete && !this.isLeftBehind,
      leaseTable: this.leases.identity,
    });
    this.renewedAt = start;
  }

  async leave(): Promise<void> {
    await this.signs.wipeOut({ replica: this.replica, count: this.count });
  }

  /** The other live replicas. */
  private async others(): Promise<Sign[]> {
    const now = this.clock.monotonic();
    try {
      this.look(
        now,
        await withDeadline(this.clock, READ_DEADLINE_MS, this.signs.others(this.replica)),
      );
    } catch (error) {
      // What is not renewed while nobody can look is not dead for that.
      for (const seen of this.seen.values()) seen.changedAt = now;
      throw noAnswer(error);
    }
    return [...this.seen.values()].map(({ sign }) => sign);
  }

  /**
   * Leases in memory are for one replica only. Waits whether the other's sign is renewed: a predecessor that has
   * ended or was killed does not prevent the start. Of two that start at once, one goes on.
   * @throws Error that says what to do
   */
  async admit(): Promise<void> {
    const firstCounts = new Map<string, number>();
    for (;;) {
      await this.renew();
      const others = (await this.others()).filter((other) => this.isInTheWay(other));
      if (others.length === 0) break;
      for (const { replica, count } of others) {
        const firstCount = firstCounts.get(replica) ?? count;
        firstCounts.set(replica, firstCount);
        if (count <= firstCount) continue;
        await this.leave();
        throw new Error(this.refusal());
      }
      await new Promise<void>((resolve) => {
        this.clock.after(LOOK_EVERY_MS, resolve);
      });
    }
  }

  /** From now on this replica takes heartbeats. */
  async join(): Promise<void> {
    this.admitted = true;
    await this.renew();
  }

  /** Why no server may be marked now: another replica takes heartbeats that this one does not hear of. */
  async obstacle(): Promise<Obstacle | undefined> {
    const own = { isShared: this.sharesLeases, table: this.leases.identity };
    return this.troubles.look(await this.others(), own);
  }

  /** Notes since when the leases are away, and whether others reach them. */
  private async lookForReach(now: number): Promise<void> {
    if (this.leases.reachable) {
      this.cutOffAt = null;
      return;
    }
    this.cutOffAt ??= now;
    const others = await this.others().catch(() => []);
    this.othersReach = others.some(({ admitted, reachesLeases }) => admitted && reachesLeases);
  }

  /** The others reach the leases, and have waited long enough for this replica. */
  private get isLeftBehind(): boolean {
    const { cutOffAt } = this;
    return (
      cutOffAt !== null && this.othersReach && this.clock.monotonic() - cutOffAt >= KEEPS_ALONE_MS
    );
  }

  private isInTheWay({ replica, admitted, sharesLeases }: Sign): boolean {
    const bothShare = sharesLeases && this.sharesLeases;
    return !bothShare && (admitted || replica < this.replica);
  }

  private refusal(): string {
    return this.sharesLeases
      ? 'Another replica uses the same database without REDIS_URL: set REDIS_URL for it, or stop it.'
      : 'Another replica uses the same database, and without REDIS_URL there can be only one: set REDIS_URL for both, or stop the other.';
  }

  private look(now: number, signs: readonly Sign[]): void {
    for (const sign of signs) {
      const known = this.seen.get(sign.replica);
      if (known?.sign.count !== sign.count) this.seen.set(sign.replica, { sign, changedAt: now });
    }
    const left = new Set(signs.map(({ replica }) => replica));
    for (const [replica, { sign, changedAt }] of this.seen) {
      const dead = now - changedAt >= VALIDITY_MS;
      if (!dead && left.has(replica)) continue;
      this.seen.delete(replica);
      if (left.has(replica)) this.wipeOut(sign);
    }
  }

  private wipeOut(sign: Sign): void {
    this.logger.log({ msg: 'A replica has gone without leaving', replica: sign.replica });
    this.signs.wipeOut(sign).catch((error: unknown) => {
      this.logger.warn({ msg: 'A sign of life was not wiped out', err: error });
    });
  }
}
