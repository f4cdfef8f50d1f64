import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { CatalogFeed } from './catalog-feed.service.js';
import { Catalog } from './catalog.service.js';

const MOST_NAMED = 10;

/** Whether the catalog is loaded, and serves all that is stored. */
@Injectable()
export class CatalogHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly feed: CatalogFeed,
    private readonly catalog: Catalog,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('catalog');
    const { visibleCount: servers, absent, unindexed } = this.catalog.of(DEFAULT_SCOPE);
    if (!this.feed.loaded) return indicator.degraded({ servers, message: 'still loading' });
    const missing = {
      damaged: absent.view('damaged', MOST_NAMED),
      left_out: absent.view('no room', MOST_NAMED),
      unindexed: { count: unindexed.size, ids: [...unindexed.keys().take(MOST_NAMED)] },
    };
    const some = Object.entries(missing).filter(([, { count }]) => count > 0);
    if (some.length === 0) return indicator.up({ servers });
    const message = 'some of what is stored is not served whole';
    return indicator.degraded({ servers, ...Object.fromEntries(some), message });
  }
}
