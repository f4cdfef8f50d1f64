import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CatalogHealthIndicator } from '../catalog/catalog.health.js';
import { SweeperHealthIndicator } from '../registry/sweeper.health.js';
import { StorageHealthIndicator } from '../storage/storage.health.js';

const REFRESH_EVERY_MS = 2_000;

/** Refreshes the indicators in the background, so that a hanging backend never holds up an answer. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap {
  private storageResult: HealthIndicatorResult = {};
  private refreshing = false;

  constructor(
    private readonly storage: StorageHealthIndicator,
    private readonly catalog: CatalogHealthIndicator,
    private readonly sweeper: SweeperHealthIndicator,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  @Interval('health', REFRESH_EVERY_MS)
  async refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    this.storageResult = await this.storage.check();
    this.refreshing = false;
  }

  /** The last values; what needs no waiting is looked at now. */
  results(): HealthIndicatorResult[] {
    return [this.storageResult, this.catalog.check(), this.sweeper.check()];
  }

  /** Whether a backend is lost. */
  get backendLost(): boolean {
    return Object.values(this.storageResult).some(({ status }) => status !== 'up');
  }
}
