import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { LeaseTable } from './lease-table.js';

/** Whether the leases can be reached; without them heartbeats are kept and nobody is marked. */
@Injectable()
export class LeasesHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly leases: LeaseTable,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('leases');
    if (!this.leases.reachable) {
      return indicator.degraded('heartbeats are kept in memory, and no server is marked');
    }
    const { live, total } = await this.leases.counts();
    return indicator.up({ live, total });
  }
}
