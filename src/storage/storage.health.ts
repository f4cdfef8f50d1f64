import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { withDeadline } from '../common/with-deadline.js';
import { ManifestStore } from './manifest-store.js';

const PING_DEADLINE_MS = 1_500;

/** Whether the store answers and takes writes; without it reads go on, so it is degraded at worst. */
@Injectable()
export class StorageHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly store: ManifestStore,
    private readonly clock: Clock,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('storage');
    const { adapter, pending, fault } = this.store.health();
    const facts = { adapter, pending };
    try {
      await withDeadline(this.clock, PING_DEADLINE_MS, this.store.ping());
    } catch (error) {
      const message = error instanceof Error ? error.message : 'no answer';
      return indicator.degraded({ ...facts, message });
    }
    return fault === null
      ? indicator.up(facts)
      : indicator.degraded({ ...facts, message: `the last write failed: ${fault}` });
  }
}
