import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { phaseMs } from '../../manifest/lease-terms.js';
import type { Liveness } from '../../manifest/status.js';
import { recordKey } from '../../manifest/record-key.js';
import {
  LeaseTable,
  type Claim,
  type ClaimLimits,
  type Lease,
  type LeaseCounts,
  type LeaseKey,
  type Renewal,
} from '../lease-table.js';
import { expectedPerMinute } from '../expected-per-minute.js';
import { IntervalTally } from './interval-tally.js';
import { LeaseClock } from './lease-clock.js';
import { settle, viewOf, type Slot } from './lease-slot.js';
import { SlotQueue } from './slot-queue.js';
import { WayOut } from './way-out.js';

const RECLAIM_AFTER_MS = 10_000;

/** {@link LeaseTable} in this process's memory, in monotonic time. */
@Injectable()
export class MemoryLeaseTable extends LeaseTable {
  private readonly slots = new Map<string, Slot>();
  private readonly queue = new SlotQueue();
  /** Of the leases of phase live. */
  private readonly intervals = new IntervalTally();
  private readonly wayOut = new WayOut();
  private readonly leaseClock: LeaseClock;
  private lastFence = 0;

  constructor(private readonly clock: Clock) {
    super();
    this.leaseClock = new LeaseClock(clock);
  }

  readonly reachable = true;

  start(countedMs: number): Promise<void> {
    this.leaseClock.start(countedMs);
    return Promise.resolve();
  }

  async grant(key: LeaseKey, intervalSeconds: number): Promise<Renewal> {
    await this.slots.get(recordKey(key))?.claim?.settled;
    const term = phaseMs('live', intervalSeconds);
    const slot = this.put(key, intervalSeconds, 'live', term, this.clock.now());
    return { ...viewOf(slot, this.leaseClock.now()), fence: null };
  }

  restore(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
    recentMs = 0,
  ): Promise<void> {
    if (!this.slots.has(recordKey(key))) {
      const bounded = Math.max(0, Math.min(remainingMs, phaseMs(phase, intervalSeconds)));
      const slot = this.put(key, intervalSeconds, phase, bounded, null);
      if (phase !== 'live') this.countAsRecent(slot, recentMs);
    }
    return Promise.resolve();
  }

  async renew(key: LeaseKey): Promise<Renewal | undefined> {
    const name = recordKey(key);
    const held = this.slots.get(name)?.claim;
    if (held) await held.settled;
    const slot = this.slots.get(name);
    if (slot === undefined) return undefined;
    this.move(slot, 'live', phaseMs('live', slot.intervalSeconds));
    slot.claimed = false;
    slot.graced = false;
    slot.lastHeartbeatAt = this.clock.now();
    return { ...viewOf(slot, this.leaseClock.now()), fence: null };
  }

  release(key: LeaseKey): Promise<void> {
    const slot = this.slots.get(recordKey(key));
    if (slot !== undefined) this.drop(slot);
    return Promise.resolve();
  }

  find(key: LeaseKey): Promise<Lease | undefined> {
    const slot = this.slots.get(recordKey(key));
    return Promise.resolve(slot && viewOf(slot, this.leaseClock.now()));
  }

  findAll(keys: readonly LeaseKey[]): Promise<(Lease | undefined)[]> {
    return Promise.all(keys.map((key) => this.find(key)));
  }

  tick(ageMarks: boolean): Promise<number> {
    const now = this.leaseClock.tick();
    if (ageMarks) this.wayOut.age(now);
    return Promise.resolve(now);
  }

  counts(): Promise<LeaseCounts> {
    this.collectDue();
    const intervals = this.intervals.snapshot();
    return Promise.resolve({
      live: this.intervals.total,
      total: this.slots.size,
      expired: this.queue.countDue('live') + this.wayOut.pendingCount,
      recent: this.wayOut.recentCount,
      intervals,
      expectedPerMinute: expectedPerMinute(intervals),
    });
  }

  spare(): Promise<void> {
    for (const slot of this.slots.values()) {
      if (slot.phase === 'live') this.move(slot, 'live', phaseMs('live', slot.intervalSeconds));
    }
    return Promise.resolve();
  }

  grace(): Promise<void> {
    this.collectDue();
    for (const slot of this.queue.firstDue('live', Infinity)) {
      if (slot.graced) continue;
      slot.graced = true;
      this.move(slot, 'live', phaseMs('live', slot.intervalSeconds));
    }
    return Promise.resolve();
  }

  claimExpired({ live, marked, pace }: ClaimLimits): Promise<Claim[]> {
    if (live <= 0 && marked <= 0) return Promise.resolve([]);
    this.collectDue();
    const going = this.queue.firstDue('live', Math.min(live, this.wayOut.room(pace)));
    this.wayOut.claim(going, pace);
    const slots = [...going, ...this.queue.firstDue('marked', marked)];
    return Promise.resolve(slots.map((slot) => this.claim(slot)));
  }

  advance(claim: Claim, phase: Liveness | null, recentMs = 0): Promise<void> {
    const slot = this.held(claim);
    if (slot === undefined) return Promise.resolve();
    if (phase === null) this.drop(slot);
    else {
      this.move(slot, phase, phaseMs(phase, slot.intervalSeconds));
      slot.claimed = false;
      slot.graced = false;
      if (phase === 'stale') this.countAsRecent(slot, recentMs);
    }
    return this.giveBack(claim);
  }

  giveBack(claim: Claim): Promise<void> {
    const slot = this.held(claim);
    if (slot !== undefined) settle(slot);
    return Promise.resolve();
  }

  forgetMarks(): Promise<void> {
    this.wayOut.forgetMarks();
    return Promise.resolve();
  }

  private put(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
    lastHeartbeatAt: number | null,
  ): Slot {
    const name = recordKey(key);
    const before = this.slots.get(name);
    if (before !== undefined) this.drop(before);
    const slot: Slot = {
      key: { tenant: key.tenant, id: key.id },
      intervalSeconds,
      phase,
      deadline: this.leaseClock.now() + remainingMs,
      lastHeartbeatAt,
      filedUnder: NaN,
      claimed: false,
      graced: false,
      claim: null,
    };
    this.slots.set(name, slot);
    this.queue.add(slot);
    if (phase === 'live') this.intervals.add(intervalSeconds, 1);
    return slot;
  }

  private drop(slot: Slot): void {
    this.slots.delete(recordKey(slot.key));
    this.queue.remove(slot);
    if (slot.phase === 'live') this.intervals.add(slot.intervalSeconds, -1);
    this.wayOut.unclaim(slot);
    this.wayOut.unmark(slot);
    settle(slot);
  }

  private move(slot: Slot, phase: Liveness, remainingMs: number): void {
    if (phase !== slot.phase) this.changePhase(slot, phase);
    this.wayOut.unclaim(slot);
    this.queue.move(slot, this.leaseClock.now() + remainingMs);
  }

  private changePhase(slot: Slot, phase: Liveness): void {
    if (slot.phase === 'live') this.intervals.add(slot.intervalSeconds, -1);
    if (phase === 'live') {
      this.intervals.add(slot.intervalSeconds, 1);
      this.wayOut.unmark(slot);
    }
    slot.phase = phase;
  }

  private countAsRecent(slot: Slot, ms: number): void {
    if (ms > 0) this.wayOut.mark(slot, this.leaseClock.now() + ms);
  }

  /** Whose claim is over is due again, and counted there. */
  private collectDue(): void {
    for (const slot of this.queue.collect(this.leaseClock.now())) this.wayOut.unclaim(slot);
  }

  /** The slot lies 10 s later again, in case its claimer never comes back. */
  private claim(slot: Slot): Claim {
    settle(slot);
    this.queue.move(slot, this.leaseClock.now() + RECLAIM_AFTER_MS);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    // Above those that an earlier run left in the records.
    this.lastFence = Math.max(this.lastFence + 1, Math.floor(this.clock.now()));
    slot.claimed = true;
    slot.claim = {
      fence: this.lastFence,
      settled: promise,
      settle: () => {
        resolve(undefined);
      },
    };
    const { key, intervalSeconds, phase } = slot;
    return { ...key, intervalSeconds, phase, fence: this.lastFence };
  }

  private held(claim: Claim): Slot | undefined {
    const slot = this.slots.get(recordKey(claim));
    return slot?.claim?.fence === claim.fence ? slot : undefined;
  }
}
