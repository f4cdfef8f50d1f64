import type { Clock } from '../../common/clock.js';
import { phaseMs } from '../../manifest/lease-terms.js';
import type { Liveness } from '../../manifest/status.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import type { Script } from '../../redis/script.js';
import {
  LeaseTable,
  NO_LEASES,
  type Claim,
  type ClaimLimits,
  type HeldTime,
  type Lease,
  type LeaseCounts,
  type LeaseEvents,
  type LeaseKey,
  type LeaseTerms,
  type Renewal,
} from '../lease-table.js';
import { KeptHeartbeats } from './kept-heartbeats.js';
import { BATCH, LeaseCalls } from './lease-calls.js';
import { decodeClaims, decodeCounts, decodeLease, paceArgs, termsArgs } from './lease-wire.js';
import { HOLD, SAW, SPARE, TICK } from './lua/clock.lua.js';
import { CLAIM, COUNTS, FORGET_MARKS, GRACE } from './lua/sweep.lua.js';
import { TableOpening } from './table-opening.js';

/**
 * {@link LeaseTable} in Redis, for replicas that share it; all of its times are Redis' own. What several ask at
 * once goes in one script call. While Redis can't be reached heartbeats are kept here, and the sweeper's calls reject
 * with {@link RedisUnavailable}. Lease time stands still meanwhile, and at the return the kept heartbeats are added.
 */
export class RedisLeaseTable extends LeaseTable {
  private readonly kept: KeptHeartbeats;
  private readonly table: TableOpening;
  private lastCounts = NO_LEASES;
  private readonly calls: LeaseCalls;

  /** `namespace` sets directories apart that share a Redis. */
  constructor(link: RedisLink, clock: Clock, namespace: string) {
    super();
    this.kept = new KeptHeartbeats(clock);
    this.table = new TableOpening(link, clock, this.kept, namespace);
    this.calls = new LeaseCalls(this.table);
  }

  get reachable(): boolean {
    return this.table.isOpen;
  }

  get complete(): boolean {
    return this.table.isComplete;
  }

  get identity(): string | null {
    return this.table.identity;
  }

  /** Waits at most 2 s for Redis; after that the table opens itself when Redis is there. */
  start(countedMs: number, events: LeaseEvents, owner = ''): Promise<void> {
    return this.table.start(countedMs, events, owner);
  }

  grant(key: LeaseKey, intervalSeconds: number): Promise<Renewal> {
    return this.orElse(
      async () => {
        const renewal = this.renewal(await this.calls.ask('grants', key, String(intervalSeconds)));
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
    const terms = { intervalSeconds, phase, remainingMs, recentMs };
    await this.calls.ask('restores', key, ...termsArgs(terms));
  }

  async correct(key: LeaseKey, seen: Lease, terms: LeaseTerms): Promise<boolean> {
    const heardAt = seen.heardAt === null ? '' : String(seen.heardAt);
    const args = [...termsArgs(terms), seen.phase, heardAt];
    return (await this.calls.ask('corrections', key, ...args)) === 1;
  }

  /** Without Redis nothing happens: the lease only has less information. */
  note(key: LeaseKey, revision: number): Promise<void> {
    return this.orElse(
      async () => {
        await this.calls.ask('notes', key, String(revision));
      },
      () => undefined,
    );
  }

  renew(key: LeaseKey, intervalSeconds: number): Promise<Renewal | undefined> {
    return this.orElse(
      async () => this.renewal(await this.calls.ask('renewals', key)),
      () => this.kept.keep(key, intervalSeconds),
    );
  }

  /** Without Redis nothing happens: the next heartbeat takes a fence too. */
  confirm(key: LeaseKey, fence: number): Promise<void> {
    return this.orElse(
      async () => {
        await this.calls.ask('confirmations', key, String(fence));
      },
      () => undefined,
    );
  }

  /** While Redis can't be reached only the kept heartbeat goes: the sweeper ends the lease when it has run out. */
  release(key: LeaseKey): Promise<void> {
    return this.orElse(
      async () => {
        await this.calls.ask('releases', key);
      },
      () => {
        this.kept.forget(key);
      },
    );
  }

  find(key: LeaseKey): Promise<Lease | undefined> {
    return this.orElse(
      async () => decodeLease(await this.calls.ask('finds', key)),
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

  async hold(): Promise<HeldTime> {
    const [leaseMs, epoch, stoodStill] = await this.table.run(HOLD);
    this.table.ticked(Number(leaseMs), String(epoch));
    return { leaseMs: Number(leaseMs), stoodStill: stoodStill === 1 };
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
  advance(claim: Claim, phase: Liveness | null, recentMs = 0): Promise<boolean> {
    const ms = phase === null ? 0 : phaseMs(phase, claim.intervalSeconds);
    const recent = phase === 'stale' ? Math.floor(recentMs) : 0;
    const args = [String(claim.fence), phase ?? '', String(ms), String(recent)];
    return this.orElse(
      async () => (await this.calls.ask('advances', claim, ...args)) === 1,
      () => true,
    );
  }

  async saw(fence: number): Promise<void> {
    this.table.saw(fence);
    await this.table.run(SAW, [String(fence)]);
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
