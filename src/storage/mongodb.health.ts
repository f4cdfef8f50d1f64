import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { ManifestStore } from './manifest-store.js';
import { storageFaultOf } from './storage-fault.js';

/** Whether MongoDB answers a ping; nothing with the embedded store. */
@Injectable()
export class MongodbHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly store: ManifestStore,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    if (this.store.health().adapter !== 'mongo') return {};
    const indicator = this.indicators.check('mongodb');
    try {
      await this.store.ping();
      return indicator.up();
    } catch (error) {
      // The indicator of the storage, which asks the same, logs the reason.
      return indicator.degraded(storageFaultOf(error));
    }
  }
}
