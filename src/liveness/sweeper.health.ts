import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { SelfPreservation } from './preservation/self-preservation.service.js';
import { Sweeper } from './sweeper.service.js';

const LATE_AFTER_MS = 5_000;

/** Whether missed heartbeats are being marked. */
@Injectable()
export class SweeperHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly sweeper: Sweeper,
    private readonly selfPreservation: SelfPreservation,
    private readonly catalog: Catalog,
    private readonly clock: Clock,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('sweeper');
    const { lastSweepAt } = this.sweeper;
    if (this.sweeper.obstacle !== null) {
      return indicator.degraded(`no server is marked: ${this.sweeper.obstacle}`);
    }
    if (lastSweepAt === null) return indicator.degraded('has not run yet');
    const age = Math.max(0, Math.round(this.clock.now() - lastSweepAt));
    const facts = { last_sweep_ms_ago: age };
    if (age >= LATE_AFTER_MS) {
      return indicator.degraded({ ...facts, message: 'has not run for long' });
    }
    const unstored = this.catalog.of(DEFAULT_SCOPE).unstored.size;
    if (unstored > 0) {
      const servers = unstored === 1 ? '1 server is' : `${unstored} servers are`;
      const message = `${servers} shown stale or offline; the storage cannot record it`;
      return indicator.degraded({ ...facts, unstored, message });
    }
    const { active, expired, marked, limit } = this.selfPreservation.view();
    if (!active) return indicator.up(facts);
    const message = 'self-preservation: too many servers are gone at once, marks are held back';
    return indicator.degraded({ ...facts, message, expired, marked, limit });
  }
}
