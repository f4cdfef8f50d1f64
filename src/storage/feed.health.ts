import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { ManifestStore } from './manifest-store.js';

const LATE_AFTER_MS = 5_000;

/** How far this replica may be behind what others have stored. */
@Injectable()
export class FeedHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly store: ManifestStore,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('feed');
    const facts = { lag_ms: this.store.health().feed_lag_ms };
    return facts.lag_ms < LATE_AFTER_MS
      ? indicator.up(facts)
      : indicator.degraded({ ...facts, message: 'changes of other replicas may be missing' });
  }
}
