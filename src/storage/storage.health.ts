import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { withDeadline } from '../common/with-deadline.js';
import { FaultLog } from './fault-log.js';
import { ManifestStore } from './manifest-store.js';
import { storageFaultOf } from './storage-fault.js';

const PING_DEADLINE_MS = 1_500;

/** Whether the store answers and takes writes; without it reads go on, so it is degraded at worst. */
@Injectable()
export class StorageHealthIndicator {
  private readonly asking = new FaultLog('Storage', 'Asking the storage');

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly store: ManifestStore,
    private readonly clock: Clock,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('storage');
    const { adapter, pending, fault: failed } = this.store.health();
    const facts = { adapter, pending };
    try {
      await withDeadline(this.clock, PING_DEADLINE_MS, this.store.ping());
      // A load balancer that uses this would otherwise never send the write that shows that the fault is over.
      if (failed !== null) await withDeadline(this.clock, PING_DEADLINE_MS, this.store.tryWrite());
      this.asking.note(null);
    } catch (error) {
      this.asking.note(error);
      return indicator.degraded({ ...facts, message: storageFaultOf(error) });
    }
    const { fault } = this.store.health();
    return fault === null
      ? indicator.up(facts)
      : indicator.degraded({ ...facts, message: `the last write failed: ${fault}` });
  }
}
