import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { phaseMs } from '../../manifest/lease-terms.js';
import type { Liveness } from '../../manifest/status.js';
import {
  LeaseTable,
  type Claim,
  type ClaimLimits,
  type HeldTime,
  type Lease,
  type LeaseCounts,
  type LeaseKey,
  type LeaseTerms,
  type Renewal,
} from '../lease-table.js';
import { LeaseClock } from './lease-clock.js';
import { settle, viewOf, type Slot } from './lease-slot.js';
import { SlotTable } from './slot-table.js';

const RECLAIM_AFTER_MS = 10_000;

/** {@link LeaseTable} in this process's memory, in monotonic time. */
@Injectable()
export class MemoryLeaseTable extends LeaseTable {
  private readonly slots = new SlotTable();
  private readonly leaseClock: LeaseClock;
  private lastFence = 0;

  constructor(private readonly clock: Clock) {
    super();
    this.leaseClock = new LeaseClock(clock);
  }

  readonly reachable = true;
  readonly complete = true;
  readonly identity = null;

  start(countedMs: number): Promise<void> {
    this.leaseClock.start(countedMs);
    return Promise.resolve();
  }

  async grant(key: LeaseKey, intervalSeconds: number): Promise<Renewal> {
    await this.slots.get(key)?.claim?.settled;
    const remainingMs = phaseMs('live', intervalSeconds);
    const slot = this.put(key, { intervalSeconds, phase: 'live', remainingMs, recentMs: 0 });
    this.hear(slot);
    return { ...viewOf(slot, this.leaseClock.now()), fence: null };
  }

  restore(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
    recentMs = 0,
  ): Promise<void> {
    if (this.slots.get(key) === undefined) {
      this.put(key, { intervalSeconds, phase, remainingMs, recentMs });
    }
    return Promise.resolve();
  }

  correct(key: LeaseKey, seen: Lease, terms: LeaseTerms): Promise<boolean> {
    const slot = this.slots.get(key);
    const same =
      slot?.claimed === false && slot.phase === seen.phase && slot.heardAt === seen.heardAt;
    if (!same) return Promise.resolve(false);
    const { lastHeartbeatAt, heardAt } = slot;
    Object.assign(this.put(key, terms), { lastHeartbeatAt, heardAt });
    return Promise.resolve(true);
  }

  note(key: LeaseKey, revision: number): Promise<void> {
    const slot = this.slots.get(key);
    if (slot !== undefined) slot.revision = Math.max(slot.revision, revision);
    return Promise.resolve();
  }

  async renew(key: LeaseKey): Promise<Renewal | undefined> {
    const held = this.slots.get(key)?.claim;
    if (held) await held.settled;
    const slot = this.slots.get(key);
    if (slot === undefined) return undefined;
    this.giveTerm(slot);
    slot.claimed = false;
    slot.graced = false;
    this.hear(slot);
    return { ...viewOf(slot, this.leaseClock.now()), fence: null };
  }

  /** A heartbeat waits for the claim, so it takes no fence. */
  confirm(): Promise<void> {
    return Promise.resolve();
  }

  release(key: LeaseKey): Promise<void> {
    const slot = this.slots.get(key);
    if (slot !== undefined) this.slots.drop(slot);
    return Promise.resolve();
  }

  find(key: LeaseKey): Promise<Lease | undefined> {
    const slot = this.slots.get(key);
    return Promise.resolve(slot && viewOf(slot, this.leaseClock.now()));
  }

  findAll(keys: readonly LeaseKey[]): Promise<(Lease | undefined)[]> {
    return Promise.all(keys.map((key) => this.find(key)));
  }

  tick(ageMarks: boolean): Promise<number> {
    const now = this.leaseClock.tick();
    if (ageMarks) this.slots.ageMarks(now);
    return Promise.resolve(now);
  }

  hold(): Promise<HeldTime> {
    const stoodStill = this.leaseClock.hold();
    return Promise.resolve({ leaseMs: this.leaseClock.now(), stoodStill });
  }

  counts(): Promise<LeaseCounts> {
    return Promise.resolve(this.slots.counts(this.leaseClock.now()));
  }

  spare(): Promise<void> {
    for (const slot of this.slots.all()) if (slot.phase === 'live') this.giveTerm(slot);
    return Promise.resolve();
  }

  grace(): Promise<void> {
    for (const slot of this.slots.expired(this.leaseClock.now())) {
      if (slot.graced) continue;
      slot.graced = true;
      this.giveTerm(slot);
    }
    return Promise.resolve();
  }

  claimExpired({ live, marked, pace }: ClaimLimits): Promise<Claim[]> {
    if (live <= 0 && marked <= 0) return Promise.resolve([]);
    const due = this.slots.takeDue(this.leaseClock.now(), live, marked, pace);
    return Promise.resolve(due.map((slot) => this.claim(slot)));
  }

  async advance(claim: Claim, phase: Liveness | null, recentMs = 0): Promise<boolean> {
    const slot = this.held(claim);
    if (slot === undefined) return false;
    const now = this.leaseClock.now();
    if (phase === null) this.slots.drop(slot);
    else {
      this.slots.move(slot, phase, now + phaseMs(phase, slot.intervalSeconds));
      slot.claimed = false;
      slot.graced = false;
      if (phase === 'stale' && recentMs > 0) this.slots.countAsRecent(slot, now + recentMs);
    }
    await this.giveBack(claim);
    return true;
  }

  saw(fence: number): Promise<void> {
    this.lastFence = Math.max(this.lastFence, fence);
    return Promise.resolve();
  }

  giveBack(claim: Claim): Promise<void> {
    const slot = this.held(claim);
    if (slot !== undefined) settle(slot);
    return Promise.resolve();
  }

  forgetMarks(): Promise<void> {
    this.slots.forgetMarks();
    return Promise.resolve();
  }

  private put(key: LeaseKey, { intervalSeconds, phase, remainingMs, recentMs }: LeaseTerms): Slot {
    const now = this.leaseClock.now();
    const bounded = Math.max(0, Math.min(remainingMs, phaseMs(phase, intervalSeconds)));
    const slot = this.slots.put({ key, intervalSeconds, phase, deadline: now + bounded });
    if (phase !== 'live' && recentMs > 0) this.slots.countAsRecent(slot, now + recentMs);
    return slot;
  }

  private giveTerm(slot: Slot): void {
    const term = phaseMs('live', slot.intervalSeconds);
    this.slots.move(slot, 'live', this.leaseClock.now() + term);
  }

  private hear(slot: Slot): void {
    slot.lastHeartbeatAt = this.clock.now();
    slot.heardAt = this.leaseClock.now();
  }

  /** The slot lies 10 s later again, in case its claimer never comes back. */
  private claim(slot: Slot): Claim {
    settle(slot);
    this.slots.postpone(slot, this.leaseClock.now() + RECLAIM_AFTER_MS);
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
    const slot = this.slots.get(claim);
    return slot?.claim?.fence === claim.fence ? slot : undefined;
  }
}
