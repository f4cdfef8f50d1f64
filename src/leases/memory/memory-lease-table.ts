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
import { DeadlineHeap } from './deadline-heap.js';
import { LeaseClock } from './lease-clock.js';
import { settle, type Slot } from './lease-slot.js';

const RECLAIM_AFTER_MS = 10_000;

/** {@link LeaseTable} in this process's memory, in monotonic time. */
@Injectable()
export class MemoryLeaseTable extends LeaseTable {
  private readonly slots = new Map<string, Slot>();
  private readonly heap = new DeadlineHeap<Slot>();
  /** Slots whose deadline has passed and that nobody has claimed. */
  private readonly due = new Set<Slot>();
  private readonly leaseClock: LeaseClock;
  private lastFence = 0;
  private live = 0;
  private expectedPerMinute = 0;

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
    return { ...this.put(key, intervalSeconds, 'live', term, this.clock.now()), fence: null };
  }

  restore(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
  ): Promise<void> {
    if (!this.slots.has(recordKey(key))) {
      const bounded = Math.max(0, Math.min(remainingMs, phaseMs(phase, intervalSeconds)));
      this.put(key, intervalSeconds, phase, bounded, null);
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
    slot.lastHeartbeatAt = this.clock.now();
    return { ...this.view(slot), fence: null };
  }

  release(key: LeaseKey): Promise<void> {
    const slot = this.slots.get(recordKey(key));
    if (slot !== undefined) this.drop(slot);
    return Promise.resolve();
  }

  find(key: LeaseKey): Promise<Lease | undefined> {
    const slot = this.slots.get(recordKey(key));
    return Promise.resolve(slot && this.view(slot));
  }

  findAll(keys: readonly LeaseKey[]): Promise<(Lease | undefined)[]> {
    return Promise.all(keys.map((key) => this.find(key)));
  }

  tick(): Promise<number> {
    return Promise.resolve(this.leaseClock.tick());
  }

  counts(): Promise<LeaseCounts> {
    this.collectDue();
    let expired = 0;
    for (const slot of this.due) if (slot.phase === 'live') expired += 1;
    const { live, expectedPerMinute } = this;
    return Promise.resolve({ live, total: this.slots.size, expired, expectedPerMinute });
  }

  spare(): Promise<void> {
    for (const slot of this.slots.values()) {
      if (slot.phase === 'live') this.move(slot, 'live', phaseMs('live', slot.intervalSeconds));
    }
    return Promise.resolve();
  }

  claimExpired(limits: ClaimLimits): Promise<Claim[]> {
    this.collectDue();
    const claims: Claim[] = [];
    const left = { ...limits };
    for (const slot of this.due) {
      const kind = slot.phase === 'live' ? 'live' : 'marked';
      if (left[kind] <= 0) continue;
      left[kind] -= 1;
      claims.push(this.claim(slot));
    }
    return Promise.resolve(claims);
  }

  advance(claim: Claim, phase: Liveness | null): Promise<void> {
    const slot = this.held(claim);
    if (slot === undefined) return Promise.resolve();
    if (phase === null) this.drop(slot);
    else this.move(slot, phase, phaseMs(phase, slot.intervalSeconds));
    return this.giveBack(claim);
  }

  giveBack(claim: Claim): Promise<void> {
    const slot = this.held(claim);
    if (slot !== undefined) settle(slot);
    return Promise.resolve();
  }

  private put(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
    lastHeartbeatAt: number | null,
  ): Lease {
    const name = recordKey(key);
    const before = this.slots.get(name);
    if (before !== undefined) this.drop(before);
    const deadline = this.leaseClock.now() + remainingMs;
    const slot: Slot = {
      key: { tenant: key.tenant, id: key.id },
      intervalSeconds,
      phase,
      deadline,
      lastHeartbeatAt,
      filedUnder: deadline,
      claimed: false,
      claim: null,
    };
    this.slots.set(name, slot);
    this.heap.push(deadline, slot);
    this.count(slot, 1);
    return this.view(slot);
  }

  private drop(slot: Slot): void {
    this.slots.delete(recordKey(slot.key));
    this.due.delete(slot);
    this.count(slot, -1);
    settle(slot);
  }

  private move(slot: Slot, phase: Liveness, remainingMs: number): void {
    this.count(slot, -1);
    slot.phase = phase;
    slot.claimed = false;
    slot.deadline = this.leaseClock.now() + remainingMs;
    this.count(slot, 1);
    // A later deadline waits in the heap under the earlier one: a heartbeat costs no heap operation.
    if (this.due.delete(slot) || slot.deadline < slot.filedUnder) this.file(slot);
  }

  private file(slot: Slot): void {
    slot.filedUnder = slot.deadline;
    this.heap.push(slot.deadline, slot);
  }

  private count(slot: Slot, sign: 1 | -1): void {
    if (slot.phase !== 'live') return;
    this.live += sign;
    this.expectedPerMinute += (sign * 60) / slot.intervalSeconds;
  }

  /** Moves what has run out from the heap to `due`. */
  private collectDue(): void {
    const now = this.leaseClock.now();
    for (let entry = this.heap.popDue(now); entry !== undefined; entry = this.heap.popDue(now)) {
      const slot = entry.item;
      const superseded =
        this.slots.get(recordKey(slot.key)) !== slot || slot.filedUnder !== entry.deadline;
      if (superseded) continue;
      if (slot.deadline > now) this.file(slot);
      else this.due.add(slot);
    }
  }

  /** The slot lies 10 s later again, in case its claimer never comes back. */
  private claim(slot: Slot): Claim {
    settle(slot);
    this.due.delete(slot);
    slot.deadline = this.leaseClock.now() + RECLAIM_AFTER_MS;
    this.file(slot);
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

  private view(slot: Slot): Lease {
    return {
      intervalSeconds: slot.intervalSeconds,
      phase: slot.phase,
      remainingMs: Math.max(0, slot.deadline - this.leaseClock.now()),
      lastHeartbeatAt: slot.lastHeartbeatAt,
      claimed: slot.claimed,
    };
  }
}
