import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CatalogHealthIndicator } from '../catalog/catalog.health.js';
import { SigningHealthIndicator } from '../catalog/signing.health.js';
import { Clock } from '../common/clock.js';
import { LeasesHealthIndicator } from '../leases/leases.health.js';
import { LimitsHealthIndicator } from '../limits/limits.health.js';
import { ProbesHealthIndicator } from '../probe/probes.health.js';
import { RedisHealthIndicator } from '../redis/redis.health.js';
import { SweeperHealthIndicator } from '../liveness/sweeper.health.js';
import { FeedHealthIndicator } from '../storage/feed.health.js';
import { MongodbHealthIndicator } from '../storage/mongodb.health.js';
import { StorageHealthIndicator } from '../storage/storage.health.js';
import { EventLoopHealthIndicator } from './event-loop.health.js';

const REFRESH_EVERY_MS = 2_000;

interface Indicator {
  check(): HealthIndicatorResult | Promise<HealthIndicatorResult>;
}

/** Refreshes the indicators in the background, so that a hanging backend never holds up an answer. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap {
  private readonly logger = new Logger('Health');
  private readonly backends: readonly Indicator[];
  private readonly refreshed: readonly Indicator[];
  private readonly looked: readonly Indicator[];
  private readonly last = new Map<Indicator, HealthIndicatorResult>();
  private readonly busy = new Set<Indicator>();

  constructor(
    mongodb: MongodbHealthIndicator,
    storage: StorageHealthIndicator,
    redis: RedisHealthIndicator,
    leases: LeasesHealthIndicator,
    eventLoop: EventLoopHealthIndicator,
    feed: FeedHealthIndicator,
    catalog: CatalogHealthIndicator,
    sweeper: SweeperHealthIndicator,
    probes: ProbesHealthIndicator,
    signing: SigningHealthIndicator,
    limits: LimitsHealthIndicator,
    private readonly clock: Clock,
  ) {
    this.backends = [mongodb, storage, redis, leases];
    this.refreshed = [...this.backends, eventLoop];
    this.looked = [feed, catalog, sweeper, probes, signing, limits];
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  /** Each on its own: one that hangs does not keep the others old. */
  @Interval('health', REFRESH_EVERY_MS)
  async refresh(): Promise<void> {
    await Promise.all(this.refreshed.map((indicator) => this.refreshOne(indicator)));
  }

  /** The last values; what needs no waiting is looked at now. */
  results(): HealthIndicatorResult[] {
    const now = this.looked.map((indicator) =>
      timed(indicator.check() as HealthIndicatorResult, 0),
    );
    return [...this.refreshed.map((indicator) => this.last.get(indicator) ?? {}), ...now];
  }

  /** Whether a backend is lost. */
  get backendLost(): boolean {
    return this.backends.some((indicator) =>
      Object.values(this.last.get(indicator) ?? {}).some(({ status }) => status !== 'up'),
    );
  }

  private async refreshOne(indicator: Indicator): Promise<void> {
    if (this.busy.has(indicator)) return;
    this.busy.add(indicator);
    const start = this.clock.monotonic();
    try {
      const result = await indicator.check();
      this.last.set(indicator, timed(result, this.clock.monotonic() - start));
    } catch (error) {
      this.logger.warn({ msg: 'An indicator failed', err: error });
    } finally {
      this.busy.delete(indicator);
    }
  }
}

function timed(result: HealthIndicatorResult, ms: number): HealthIndicatorResult {
  const rounded = Math.round(ms * 10) / 10;
  return Object.fromEntries(
    Object.entries(result).map(([name, facts]) => [name, { ...facts, response_ms: rounded }]),
  );
}
