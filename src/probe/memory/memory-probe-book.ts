import type { Clock } from '../../common/clock.js';
import { recordKey } from '../../manifest/record-key.js';
import { ProbeBook, type ProbeKey } from '../probe-book.js';

/** Looked through for what has run out when it has grown by this many. */
const SWEEP_AFTER = 1_000;

/** {@link ProbeBook} in this process: for a directory without replicas, or while they can't reach each other. */
export class MemoryProbeBook extends ProbeBook {
  /** Values with the monotonic ms until which they hold. */
  private readonly claims = new Expiring<true>();
  private readonly times = new Expiring<number>();

  constructor(private readonly clock: Clock) {
    super();
  }

  claim(key: ProbeKey, holdMs: number): Promise<boolean> {
    const now = this.clock.monotonic();
    const name = recordKey(key);
    if (this.claims.get(name, now) !== undefined) return Promise.resolve(false);
    this.claims.set(name, true, now, holdMs);
    return Promise.resolve(true);
  }

  note(key: ProbeKey, checkedAt: number, keepMs: number): Promise<void> {
    this.times.set(recordKey(key), checkedAt, this.clock.monotonic(), keepMs);
    return Promise.resolve();
  }

  checkedAt(key: ProbeKey): Promise<number | null> {
    return Promise.resolve(this.times.get(recordKey(key), this.clock.monotonic()) ?? null);
  }
}

/** A map whose values run out. */
class Expiring<V> {
  private readonly values = new Map<string, { readonly value: V; readonly until: number }>();
  private sweepAt = SWEEP_AFTER;

  get(name: string, now: number): V | undefined {
    const kept = this.values.get(name);
    return kept !== undefined && kept.until > now ? kept.value : undefined;
  }

  set(name: string, value: V, now: number, keepMs: number): void {
    this.values.set(name, { value, until: now + keepMs });
    if (this.values.size < this.sweepAt) return;
    for (const [other, { until }] of this.values) if (until <= now) this.values.delete(other);
    this.sweepAt = this.values.size + SWEEP_AFTER;
  }
}
