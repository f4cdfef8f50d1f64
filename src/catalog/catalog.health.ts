import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { CatalogFeed } from './catalog-feed.service.js';
import { Catalog } from './catalog.service.js';

/** Whether the catalog is loaded. */
@Injectable()
export class CatalogHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly feed: CatalogFeed,
    private readonly catalog: Catalog,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('catalog');
    const facts = { servers: this.catalog.of(DEFAULT_SCOPE).visibleCount };
    return this.feed.loaded
      ? indicator.up(facts)
      : indicator.degraded({ ...facts, message: 'still loading' });
  }
}
