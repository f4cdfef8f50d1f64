import { expect } from '@jest/globals';
import type { Claim, LeaseTable, Pace, Renewal } from '../../src/leases/lease-table.js';
import { phaseMs } from '../../src/manifest/lease-terms.js';
import type { Liveness } from '../../src/manifest/status.js';
import { expectNear, keyOf, type LeasesUnderTest } from '../support/leases.js';
import { IDS, type LeaseStep, type RestoreStep } from '../support/lease-steps.arbitrary.js';
import type { ModelLease } from '../support/model-lease.js';

const NEXT = { live: 'stale', stale: 'offline', offline: 'offline' } as const;
const RECLAIM_AFTER_MS = 10_000;

/** How the adapters differ. */
export interface LeaseTraits {
  /** A heartbeat waits until the claim is settled, and takes no fence. */
  readonly heartbeatsWait: boolean;
}

/** A table and a plain map of deadlines, driven alike. */
export class ModelledLeases {
  private readonly table: LeaseTable;
  private readonly model = new Map<string, ModelLease>();
  private claims: Claim[] = [];
  private now = 0;
  private highestFence = 0;
  private episode = -Infinity;
  private drained = 0;

  constructor(
    private readonly under: LeasesUnderTest,
    private readonly traits: LeaseTraits,
  ) {
    this.table = under.leases;
  }

  async take(step: LeaseStep): Promise<void> {
    switch (step.kind) {
      case 'grant':
        await this.letGo(step.id);
        await this.hear(step, await this.table.grant(keyOf(step.id), step.interval), step.interval);
        return;
      case 'restore':
        await this.restore(step);
        return;
      case 'renew': {
        await this.letGo(step.id);
        const renewal = await this.table.renew(keyOf(step.id), 5);
        const lease = this.model.get(step.id);
        expect(renewal?.intervalSeconds).toBe(lease?.interval);
        if (renewal === undefined || lease === undefined) return;
        await this.hear(step, renewal, lease.interval);
        return;
      }
      case 'release':
        await this.table.release(keyOf(step.id));
        this.model.delete(step.id);
        return;
      case 'pass':
        await this.under.pass(step.seconds, step.ageMarks);
        this.now += step.seconds * 1_000;
        if (step.ageMarks) this.age();
        return;
      case 'spare':
        await this.table.spare();
        for (const lease of this.live()) {
          lease.deadline = this.now + phaseMs('live', lease.interval);
          lease.pending = false;
        }
        return;
      case 'grace':
        await this.table.grace();
        for (const lease of this.live()) {
          if (lease.deadline > this.now || lease.graced) continue;
          lease.deadline = this.now + phaseMs('live', lease.interval);
          lease.pending = false;
          lease.graced = true;
        }
        return;
      case 'forget marks':
        await this.table.forgetMarks();
        for (const lease of this.model.values()) lease.recentUntil = null;
        return;
      case 'claim':
        await this.claim(step.live, step.marked, step.pace);
        return;
      case 'give back': {
        const claim = this.claims.shift();
        if (claim !== undefined) await this.giveBack(claim);
        return;
      }
      case 'advance':
        await this.settle(({ phase }) => NEXT[phase], step.recentSeconds * 1_000);
        return;
      case 'confirm':
        await this.settle(({ phase }) => phase, 0);
        return;
      case 'end':
        await this.settle(() => null, 0);
    }
  }

  async compare(): Promise<void> {
    const found = await this.table.findAll(IDS.map(keyOf));
    for (const [index, name] of IDS.entries()) {
      const lease = this.model.get(name);
      expect(found[index]?.phase).toBe(lease?.phase);
      expect(found[index]?.claimed).toBe(lease && lease.claim !== null);
      if (lease) expectNear(found[index]?.remainingMs, Math.max(0, lease.deadline - this.now));
    }
    const live = this.live();
    const intervals = new Map<number, number>();
    for (const { interval } of live) intervals.set(interval, (intervals.get(interval) ?? 0) + 1);
    expect(await this.table.counts()).toEqual({
      live: live.length,
      total: this.model.size,
      expired: live.filter((lease) => lease.deadline <= this.now || lease.pending).length,
      recent: this.recent(),
      intervals,
      expectedPerMinute: live.reduce((sum, { interval }) => sum + 60 / interval, 0),
    });
  }

  private live(): ModelLease[] {
    return [...this.model.values()].filter(({ phase }) => phase === 'live');
  }

  private recent(): number {
    return [...this.model.values()].filter(({ recentUntil }) => recentUntil !== null).length;
  }

  private put(name: string, interval: number, phase: Liveness): ModelLease {
    const lease: ModelLease = {
      interval,
      phase,
      deadline: this.now + phaseMs(phase, interval),
      claim: null,
      pending: false,
      graced: false,
      recentUntil: null,
    };
    this.model.set(name, lease);
    return lease;
  }

  private async restore(step: RestoreStep): Promise<void> {
    const { id, phase } = step;
    const remaining = phase === 'live' ? phaseMs(phase, 5) : step.remainingSeconds * 1_000;
    const recent = step.recentSeconds * 1_000;
    await this.table.restore(keyOf(id), 5, phase, remaining, recent);
    if (this.model.has(id)) return;
    const lease = this.put(id, 5, phase);
    lease.deadline = this.now + Math.max(0, Math.min(remaining, phaseMs(phase, 5)));
    if (phase !== 'live' && recent > 0) lease.recentUntil = this.now + recent;
  }

  private age(): void {
    for (const lease of this.model.values()) {
      if (lease.recentUntil !== null && lease.recentUntil <= this.now) lease.recentUntil = null;
    }
  }

  /** As the mark that a heartbeat would wait for. */
  private async letGo(name: string): Promise<void> {
    if (!this.traits.heartbeatsWait) return;
    for (const claim of this.claims.filter(({ id }) => id === name)) await this.giveBack(claim);
  }

  private async giveBack(claim: Claim): Promise<void> {
    await this.table.giveBack(claim);
    if (this.traits.heartbeatsWait) this.claims = this.claims.filter((other) => other !== claim);
  }

  /** A heartbeat whose fence was not written keeps its claim. */
  private async hear(
    { id, confirms }: { readonly id: string; readonly confirms: boolean },
    { fence }: Renewal,
    interval: number,
  ): Promise<void> {
    this.expectFence(fence, id);
    const lease = this.put(id, interval, 'live');
    if (fence === null) return;
    if (confirms) await this.table.confirm(keyOf(id), fence);
    else lease.claim = fence;
  }

  private expectFence(fence: number | null, name: string): void {
    const before = this.model.get(name);
    const displaces = before !== undefined && (before.claim !== null || before.phase !== 'live');
    expect(fence !== null).toBe(displaces && !this.traits.heartbeatsWait);
    if (fence !== null) this.raise(fence);
  }

  private raise(fence: number): void {
    expect(fence).toBeGreaterThan(this.highestFence);
    this.highestFence = fence;
  }

  private room(pace: Pace): number {
    if ('atOnce' in pace) {
      const pending = this.live().filter((lease) => lease.pending && lease.deadline > this.now);
      return pace.atOnce - this.recent() - pending.length;
    }
    if (pace.episode < this.episode) return 0;
    if (pace.episode > this.episode) this.drained = 0;
    this.episode = pace.episode;
    return pace.budget - this.drained;
  }

  private async claim(live: number, marked: number, pace: Pace): Promise<void> {
    // Who may claim nothing asks nothing, and so tells of no new episode either.
    if (live === 0 && marked === 0) return;
    const due = [...this.model.values()].filter(({ deadline }) => deadline <= this.now);
    const dueLive = due.filter(({ phase }) => phase === 'live').length;
    const expectedLive = Math.max(0, Math.min(dueLive, live, this.room(pace)));
    const claims = await this.table.claimExpired({ live, marked, pace });
    const claimedLive = claims.filter(({ phase }) => phase === 'live').length;
    expect(claimedLive).toBe(expectedLive);
    expect(claims.length - claimedLive).toBe(Math.min(due.length - dueLive, marked));
    if ('episode' in pace) this.drained += claimedLive;
    for (const claim of claims) {
      this.raise(claim.fence);
      const lease = this.model.get(claim.id);
      if (lease === undefined) throw new Error('claimed what is not there');
      expect(claim).toMatchObject({ intervalSeconds: lease.interval, phase: lease.phase });
      expect(lease.deadline).toBeLessThanOrEqual(this.now);
      lease.claim = claim.fence;
      lease.deadline = this.now + RECLAIM_AFTER_MS;
      lease.pending = lease.phase === 'live';
    }
    this.claims.push(...claims);
  }

  private async settle(next: (claim: Claim) => Liveness | null, recentMs: number): Promise<void> {
    const claim = this.claims.shift();
    if (claim === undefined) return;
    const phase = next(claim);
    await this.table.advance(claim, phase, recentMs);
    const before = this.model.get(claim.id);
    if (before?.claim !== claim.fence) return;
    if (phase === null) {
      this.model.delete(claim.id);
      return;
    }
    const lease = this.put(claim.id, claim.intervalSeconds, phase);
    if (phase !== 'live') lease.recentUntil = before.recentUntil;
    if (phase === 'stale' && recentMs > 0) lease.recentUntil = this.now + recentMs;
  }
}
