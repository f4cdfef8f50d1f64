import type { Clock } from '../../common/clock.js';
import { termMs } from '../../manifest/lease-terms.js';
import { recordKey } from '../../manifest/record-key.js';
import type { HeardLease, Lease, LeaseKey, Renewal } from '../lease-table.js';

/** Beyond it heartbeats count no less, but are not added to the table: at its return every live lease gets a full term. */
const MAX_KEPT = 200_000;

/** The loss of a table is noticed by the others, and lease time stands still, within this time. */
const SEEN_WITHIN_MS = 2_000;

interface Kept {
  readonly key: LeaseKey;
  readonly intervalSeconds: number;
  readonly heardAt: number;
  /** Monotonic ms. */
  readonly since: number;
}

/** The heartbeats that this process heard while the table could not be reached. */
export class KeptHeartbeats {
  private kept = new Map<string, Kept>();
  /** Some heartbeats were not kept, because there were too many. */
  overflowed = false;

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.kept.size;
  }

  keep({ tenant, id }: LeaseKey, intervalSeconds: number): Renewal {
    const name = recordKey({ tenant, id });
    const heardAt = this.clock.now();
    if (this.kept.size < MAX_KEPT || this.kept.has(name)) {
      const since = this.clock.monotonic();
      this.kept.set(name, { key: { tenant, id }, intervalSeconds, heardAt, since });
    } else this.overflowed = true;
    return {
      intervalSeconds,
      phase: 'live',
      remainingMs: termMs(intervalSeconds),
      lastHeartbeatAt: heardAt,
      heardAt: null,
      revision: 0,
      claimed: false,
      fence: null,
    };
  }

  find(key: LeaseKey): Lease | undefined {
    const kept = this.kept.get(recordKey(key));
    if (kept === undefined) return undefined;
    const { intervalSeconds, heardAt, since } = kept;
    return {
      intervalSeconds,
      phase: 'live',
      remainingMs: Math.max(0, termMs(intervalSeconds) - (this.clock.monotonic() - since)),
      lastHeartbeatAt: heardAt,
      heardAt: null,
      revision: 0,
      claimed: false,
    };
  }

  forget(key: LeaseKey): void {
    this.kept.delete(recordKey(key));
  }

  /**
   * Hands them over, and forgets them.
   * @param lostAt lease time (ms) when the table was lost
   * @param leaseMs lease time now: others may have gone on meanwhile, never faster than time
   */
  takeAll(lostAt: number, leaseMs: number): HeardLease[] {
    const now = this.clock.monotonic();
    const heard = [...this.kept.values()].map(({ key, since }) => {
      const earliest = Math.max(lostAt + SEEN_WITHIN_MS, leaseMs - (now - since));
      return { ...key, heardAt: Math.min(leaseMs, earliest) };
    });
    this.kept = new Map();
    this.overflowed = false;
    return heard;
  }
}
