import type { Clock } from '../../common/clock.js';
import { Coalescer } from '../../common/coalescer.js';
import { phaseMs } from '../../manifest/lease-terms.js';
import type { Liveness } from '../../manifest/status.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import type { Script } from '../../redis/script.js';
import { recordKey } from '../../manifest/record-key.js';
import {
  LeaseTable,
  NO_LEASES,
  type Claim,
  type ClaimLimits,
  type Lease,
  type LeaseCounts,
  type LeaseEvents,
  type LeaseKey,
  type Pace,
  type Renewal,
} from '../lease-table.js';
import { KeptHeartbeats } from './kept-heartbeats.js';
import { decodeClaims, decodeCounts, decodeLease } from './lease-wire.js';
import { SPARE, TICK } from './lua/clock.lua.js';
import { FIND, GRANT, RELEASE, RENEW, RESTORE } from './lua/holders.lua.js';
import { ADVANCE, CLAIM, COUNTS, FORGET_MARKS, GRACE } from './lua/sweep.lua.js';
import { TableOpening } from './table-opening.js';

/** What one script call does at most, so that it holds up nobody else at the Redis. */
const BATCH = 500;

/** The arguments that a batched script gets for one lease. */
type Item = readonly string[];

/**
 * {@link LeaseTable} in Redis, for replicas that share it; all of its times are Redis' own. What several ask at
 * once goes in one script call. While Redis can't be reached heartbeats are kept here, and the sweeper's calls reject
 * with {@link RedisUnavailable}; at its return every live lease gets a full term, since others kept heartbeats too.
 */
export class RedisLeaseTable extends LeaseTable {
  private readonly kept: KeptHeartbeats;
  private readonly table: TableOpening;
  private lastCounts = NO_LEASES;
  private readonly renewals = this.batched(RENEW);
  private readonly grants = this.batched(GRANT);
  private readonly restores = this.batched(RESTORE);
  private readonly releases = this.batched(RELEASE);
  private readonly finds = this.batched(FIND);
  private readonly advances = this.batched(ADVANCE);

  /** `namespace` sets directories apart that share a Redis. */
  constructor(link: RedisLink, clock: Clock, namespace: string) {
    super();
    this.kept = new KeptHeartbeats(clock);
    this.table = new TableOpening(link, clock, this.kept, namespace);
  }

  get reachable(): boolean {
    return this.table.isOpen;
  }

  /** Waits at most 2 s for Redis; after that the table opens itself when Redis is there. */
  start(countedMs: number, events: LeaseEvents): Promise<void> {
    return this.table.start(countedMs, events);
  }

  grant(key: LeaseKey, intervalSeconds: number): Promise<Renewal> {
    return this.orElse(
      async () => {
        const renewal = this.renewal(await this.ask(this.grants, key, String(intervalSeconds)));
        if (renewal === undefined) throw new Error('a grant was not answered');
        return renewal;
      },
      () => this.kept.keep(key, intervalSeconds),
    );
  }

  async restore(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
    recentMs = 0,
  ): Promise<void> {
    const bounded = Math.max(0, Math.min(remainingMs, phaseMs(phase, intervalSeconds)));
    const recent = phase === 'live' ? 0 : recentMs;
    const times = [bounded, recent].map((ms) => String(Math.floor(ms)));
    await this.ask(this.restores, key, String(intervalSeconds), phase, ...times);
  }

  renew(key: LeaseKey, intervalSeconds: number): Promise<Renewal | undefined> {
    return this.orElse(
      async () => this.renewal(await this.ask(this.renewals, key)),
      () => this.kept.keep(key, intervalSeconds),
    );
  }

  /** While Redis can't be reached only the kept heartbeat goes: the sweeper ends the lease when it has run out. */
  release(key: LeaseKey): Promise<void> {
    return this.orElse(
      async () => {
        await this.ask(this.releases, key);
      },
      () => {
        this.kept.forget(key);
      },
    );
  }

  find(key: LeaseKey): Promise<Lease | undefined> {
    return this.orElse(
      async () => decodeLease(await this.ask(this.finds, key)),
      () => this.kept.find(key),
    );
  }

  findAll(keys: readonly LeaseKey[]): Promise<(Lease | undefined)[]> {
    return Promise.all(keys.map((key) => this.find(key)));
  }

  async tick(ageMarks: boolean): Promise<number> {
    const [leaseMs, epoch] = await this.table.run(TICK, [ageMarks ? '1' : '0']);
    this.table.ticked(Number(leaseMs), String(epoch));
    return Number(leaseMs);
  }

  /** While Redis can't be reached these are the last known. */
  counts(): Promise<LeaseCounts> {
    return this.orElse(
      async () => {
        this.lastCounts = decodeCounts(await this.runThrough(COUNTS));
        return this.lastCounts;
      },
      () => this.lastCounts,
    );
  }

  /** Costs one command; each lease is looked at when it would run out. */
  async spare(): Promise<void> {
    await this.table.run(SPARE);
  }

  async grace(): Promise<void> {
    await this.runThrough(GRACE);
  }

  async claimExpired(limits: ClaimLimits): Promise<Claim[]> {
    const claims: Claim[] = [];
    let { live, marked } = limits;
    while (live > 0 || marked > 0) {
      const args = [live, marked].map((limit) => String(Math.max(0, Math.min(limit, BATCH))));
      const [more, ...values] = await this.table.run(CLAIM, [...args, ...paceArgs(limits.pace)]);
      const some = decodeClaims(values);
      if (some.length === 0 && more !== 1) break;
      for (const claim of some) {
        this.table.saw(claim.fence);
        if (claim.phase === 'live') live -= 1;
        else marked -= 1;
        claims.push(claim);
      }
    }
    return claims;
  }

  /** Without Redis nothing happens: the claim is handed out again, and the lease takes the record's word then. */
  advance(claim: Claim, phase: Liveness | null, recentMs = 0): Promise<void> {
    const ms = phase === null ? 0 : phaseMs(phase, claim.intervalSeconds);
    const recent = phase === 'stale' ? Math.floor(recentMs) : 0;
    const args = [String(claim.fence), phase ?? '', String(ms), String(recent)];
    return this.orElse(
      async () => {
        await this.ask(this.advances, claim, ...args);
      },
      () => undefined,
    );
  }

  /**
   * Nothing is to be done: whether the mark was stored may be unknown, so a heartbeat still takes a higher fence, and
   * the lease lies 10 s after the claim already.
   */
  giveBack(): Promise<void> {
    return Promise.resolve();
  }

  async forgetMarks(): Promise<void> {
    await this.table.run(FORGET_MARKS);
  }

  /** Runs a script again as long as there is more to look at; returns the rest of its last answer. */
  private async runThrough(script: Script): Promise<unknown[]> {
    for (;;) {
      const [more, ...values] = await this.table.run(script);
      if (more !== 1) return values;
    }
  }

  private renewal(reply: unknown): Renewal | undefined {
    const renewal = decodeLease(reply);
    this.table.saw(renewal?.fence ?? null);
    return renewal;
  }

  private ask(batch: Coalescer<Item, unknown>, key: LeaseKey, ...args: string[]): Promise<unknown> {
    const item = [recordKey(key), ...args];
    return batch.ask(item, item.join('|'));
  }

  private batched(script: Script): Coalescer<Item, unknown> {
    return new Coalescer((items) => this.table.run(script, items.flat()), {
      batchSize: BATCH,
      parallel: 2,
    });
  }

  /** The connection is lost before those who wait are refused, so what is kept is taken up at the next return. */
  private async orElse<T>(ask: () => Promise<T>, whenAway: () => T): Promise<T> {
    if (!this.reachable) return whenAway();
    try {
      return await ask();
    } catch (error) {
      if (error instanceof RedisUnavailable) return whenAway();
      throw error;
    }
  }
}

/** `bound, episode or nothing` */
function paceArgs(pace: Pace): string[] {
  const [bound, episode] =
    'atOnce' in pace ? [pace.atOnce, ''] : [pace.budget, String(pace.episode)];
  const whole = Math.floor(Math.min(bound, Number.MAX_SAFE_INTEGER));
  return [String(Math.max(0, whole)), episode];
}
