import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { phaseMs } from '../../manifest/lease-terms.js';
import type { Liveness } from '../../manifest/status.js';
import {
  LeaseTable,
  type Claim,
  type ClaimLimits,
  type Lease,
  type LeaseCounts,
  type LeaseKey,
} from '../lease-table.js';
import { DeadlineHeap } from './deadline-heap.js';
import { LeaseClock } from './lease-clock.js';

const RECLAIM_AFTER_MS = 10_000;

interface Slot {
  readonly key: LeaseKey;
  intervalSeconds: number;
  phase: Liveness;
  /** In lease time. */
  deadline: number;
  lastHeartbeatAt: number | null;
  /** The deadline of the slot's entry in the heap; its other entries are superseded. */
  filedUnder: number;
  claim: {
    readonly ticket: number;
    readonly settled: Promise<void>;
    readonly settle: () => void;
  } | null;
}

/** {@link LeaseTable} in this process's memory, in monotonic time. */
@Injectable()
export class MemoryLeaseTable extends LeaseTable {
  private readonly slots = new Map<string, Slot>();
  private readonly heap = new DeadlineHeap<Slot>();
  /** Slots whose deadline has passed and that nobody has claimed. */
  private readonly due = new Set<Slot>();
  private readonly leaseClock: LeaseClock;
  private lastTicket = 0;
  private live = 0;
  private expectedPerMinute = 0;

  constructor(private readonly clock: Clock) {
    super();
    this.leaseClock = new LeaseClock(clock);
  }

  async grant(key: LeaseKey, intervalSeconds: number): Promise<Lease> {
    await this.slots.get(nameOf(key))?.claim?.settled;
    const term = phaseMs('live', intervalSeconds);
    return this.put(key, intervalSeconds, 'live', term, this.clock.now());
  }

  restore(
    key: LeaseKey,
    intervalSeconds: number,
    phase: Liveness,
    remainingMs: number,
  ): Promise<void> {
    if (!this.slots.has(nameOf(key))) {
      const bounded = Math.max(0, Math.min(remainingMs, phaseMs(phase, intervalSeconds)));
      this.put(key, intervalSeconds, phase, bounded, null);
    }
    return Promise.resolve();
  }

  async renew(key: LeaseKey): Promise<Lease | undefined> {
    const name = nameOf(key);
    const held = this.slots.get(name)?.claim;
    if (held) await held.settled;
    const slot = this.slots.get(name);
    if (slot === undefined) return undefined;
    this.move(slot, 'live', phaseMs('live', slot.intervalSeconds));
    slot.lastHeartbeatAt = this.clock.now();
    return this.view(slot);
  }

  release(key: LeaseKey): Promise<void> {
    const slot = this.slots.get(nameOf(key));
    if (slot !== undefined) this.drop(slot);
    return Promise.resolve();
  }

  find(key: LeaseKey): Promise<Lease | undefined> {
    const slot = this.slots.get(nameOf(key));
    return Promise.resolve(slot && this.view(slot));
  }

  missing(keys: readonly LeaseKey[]): Promise<LeaseKey[]> {
    return Promise.resolve(keys.filter((key) => !this.slots.has(nameOf(key))));
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

  advance(claim: Claim, phase: Liveness): Promise<void> {
    const slot = this.held(claim);
    if (slot !== undefined) {
      this.move(slot, phase, phaseMs(phase, slot.intervalSeconds));
      settle(slot);
    }
    return Promise.resolve();
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
    const name = nameOf(key);
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
      claim: null,
    };
    this.slots.set(name, slot);
    this.heap.push(deadline, slot);
    this.count(slot, 1);
    return this.view(slot);
  }

  private drop(slot: Slot): void {
    this.slots.delete(nameOf(slot.key));
    this.due.delete(slot);
    this.count(slot, -1);
    settle(slot);
  }

  private move(slot: Slot, phase: Liveness, remainingMs: number): void {
    this.count(slot, -1);
    slot.phase = phase;
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
        this.slots.get(nameOf(slot.key)) !== slot || slot.filedUnder !== entry.deadline;
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
    this.lastTicket += 1;
    slot.claim = {
      ticket: this.lastTicket,
      settled: promise,
      settle: () => {
        resolve(undefined);
      },
    };
    const { key, intervalSeconds, phase } = slot;
    return { ...key, intervalSeconds, phase, ticket: this.lastTicket };
  }

  private held(claim: Claim): Slot | undefined {
    const slot = this.slots.get(nameOf(claim));
    return slot?.claim?.ticket === claim.ticket ? slot : undefined;
  }

  private view(slot: Slot): Lease {
    return {
      intervalSeconds: slot.intervalSeconds,
      phase: slot.phase,
      remainingMs: Math.max(0, slot.deadline - this.leaseClock.now()),
      lastHeartbeatAt: slot.lastHeartbeatAt,
    };
  }
}

function settle(slot: Slot): void {
  slot.claim?.settle();
  slot.claim = null;
}

function nameOf({ tenant, id }: LeaseKey): string {
  return `${tenant}:${id}`;
}
