import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import type { Claim, LeaseTable } from '../../src/leases/lease-table.js';
import { phaseMs } from '../../src/manifest/lease-terms.js';
import type { Liveness } from '../../src/manifest/status.js';
import { ALL, expectNear, keyOf } from '../support/leases.js';
import { RedisLeases } from '../support/redis-leases.js';
import { describeWithServices } from '../support/services.js';

interface ModelLease {
  interval: number;
  phase: Liveness;
  deadline: number;
  /** Fence of the last claim since the last heartbeat. */
  claim: number | null;
}

type Step =
  | { readonly kind: 'grant'; readonly id: string; readonly interval: number }
  | { readonly kind: 'restore'; readonly id: string; readonly phase: Liveness }
  | { readonly kind: 'renew' | 'release'; readonly id: string }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'spare' | 'claim' }
  | { readonly kind: 'settle'; readonly way: 'advance' | 'end' | 'give back' };

const IDS = ['a', 'b', 'c', 'd'];
const NEXT = { live: 'stale', stale: 'offline', offline: 'offline' } as const;
const RESTORED_MS = 10_000;
const RECLAIM_AFTER_MS = 10_000;

const id = fc.constantFrom(...IDS);
const kinds = <K extends string>(...names: K[]) => fc.constantFrom(...names);
const steps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    {
      weight: 3,
      arbitrary: fc.record({ kind: kinds('grant'), id, interval: fc.constantFrom(5, 10, 60) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: kinds('restore'),
        id,
        phase: kinds('live', 'stale', 'offline'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: kinds('renew'), id }) },
    { weight: 1, arbitrary: fc.record({ kind: kinds('release'), id }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: kinds('pass'), seconds: fc.integer({ min: 1, max: 40 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: kinds('spare') }) },
    { weight: 3, arbitrary: fc.record({ kind: kinds('claim') }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: kinds('settle'), way: kinds('advance', 'end', 'give back') }),
    },
  ),
  { maxLength: 60, size: 'max' },
);

/** The table and a plain map of deadlines, driven alike. */
class Pair {
  private readonly model = new Map<string, ModelLease>();
  private readonly claims: Claim[] = [];
  private now = 0;
  private sparedAt = -Infinity;
  private highestFence = 0;

  constructor(
    private readonly under: RedisLeases,
    private readonly table: LeaseTable,
  ) {}

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'grant': {
        const { fence } = await this.table.grant(keyOf(step.id), step.interval);
        this.expectFence(fence, this.model.get(step.id));
        this.put(step.id, step.interval, 'live');
        return;
      }
      case 'restore': {
        await this.table.restore(keyOf(step.id), 5, step.phase, RESTORED_MS);
        if (!this.model.has(step.id)) {
          const lease = this.put(step.id, 5, step.phase);
          lease.deadline = this.now + RESTORED_MS;
          // Sparing goes by phase alone.
          if (step.phase === 'live') lease.deadline = Math.max(lease.deadline, this.sparedUntil(5));
        }
        return;
      }
      case 'renew': {
        const renewal = await this.table.renew(keyOf(step.id), 5);
        const lease = this.model.get(step.id);
        expect(renewal?.intervalSeconds).toBe(lease?.interval);
        if (renewal === undefined || lease === undefined) return;
        this.expectFence(renewal.fence, lease);
        this.put(step.id, lease.interval, 'live');
        return;
      }
      case 'release':
        await this.table.release(keyOf(step.id));
        this.model.delete(step.id);
        return;
      case 'pass':
        await this.under.pass(this.table, step.seconds);
        this.now += step.seconds * 1_000;
        return;
      case 'spare':
        await this.table.spare();
        this.sparedAt = this.now;
        for (const lease of this.model.values()) {
          if (lease.phase === 'live') lease.deadline = this.sparedUntil(lease.interval);
        }
        return;
      case 'claim':
        await this.claim();
        return;
      case 'settle':
        await this.settle(step.way);
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
    const live = [...this.model.values()].filter(({ phase }) => phase === 'live');
    expect(await this.table.counts()).toEqual({
      live: live.length,
      total: this.model.size,
      expired: live.filter(({ deadline }) => deadline <= this.now).length,
      expectedPerMinute: live.reduce((sum, { interval }) => sum + 60 / interval, 0),
    });
  }

  private sparedUntil(interval: number): number {
    return this.sparedAt + phaseMs('live', interval);
  }

  private put(name: string, interval: number, phase: Liveness): ModelLease {
    const lease = { interval, phase, deadline: this.now + phaseMs(phase, interval), claim: null };
    this.model.set(name, lease);
    return lease;
  }

  private expectFence(fence: number | null, before: ModelLease | undefined): void {
    const displaces = before !== undefined && (before.claim !== null || before.phase !== 'live');
    expect(fence !== null).toBe(displaces);
    if (fence !== null) this.raise(fence);
  }

  private raise(fence: number): void {
    expect(fence).toBeGreaterThan(this.highestFence);
    this.highestFence = fence;
  }

  private async claim(): Promise<void> {
    const due = [...this.model].filter(([, { deadline }]) => deadline <= this.now);
    const claims = await this.table.claimExpired(ALL);
    expect(claims.map((claim) => claim.id).sort()).toEqual(due.map(([name]) => name).sort());
    for (const claim of claims) {
      this.raise(claim.fence);
      const lease = this.model.get(claim.id);
      expect(claim).toMatchObject({ intervalSeconds: lease?.interval, phase: lease?.phase });
      if (lease) {
        lease.claim = claim.fence;
        lease.deadline = this.now + RECLAIM_AFTER_MS;
      }
    }
    this.claims.push(...claims);
  }

  /** The oldest claim, which may be held no longer. */
  private async settle(way: 'advance' | 'end' | 'give back'): Promise<void> {
    const claim = this.claims.shift();
    if (claim === undefined) return;
    if (way === 'give back') {
      await this.table.giveBack(claim);
      return;
    }
    const next = way === 'end' ? null : NEXT[claim.phase];
    await this.table.advance(claim, next);
    if (this.model.get(claim.id)?.claim !== claim.fence) return;
    if (next === null) this.model.delete(claim.id);
    else this.put(claim.id, claim.intervalSeconds, next);
  }
}

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable against a model', ['redis'], (urls) => {
  let under: RedisLeases;

  beforeAll(() => {
    under = new RedisLeases(urls.redis);
  });

  afterAll(() => under.close());

  it('should behave like a plain map of deadlines', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        under.startAnew();
        const pair = new Pair(under, await under.open());
        for (const step of program) {
          await pair.take(step);
          await pair.compare();
        }
      }),
      { numRuns: 120, interruptAfterTimeLimit: 10_000 },
    );
  });
});
