import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { RedisBackend } from './redis-backend.js';

/** Whether Redis answers a ping; nothing when the directory runs without it. */
@Injectable()
export class RedisHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly backend: RedisBackend,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const { link } = this.backend;
    if (link === null) return {};
    const indicator = this.indicators.check('redis');
    try {
      await link.ping();
      return indicator.up();
    } catch {
      return indicator.degraded(`Redis ${link.outage ?? 'does not answer'}`);
    }
  }
}
