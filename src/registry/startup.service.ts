import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { CatalogFeed } from '../catalog/catalog-feed.service.js';
import { Clock } from '../common/clock.js';
import { ProcessState } from '../common/process-state.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { CountedTime } from './counted-time.service.js';
import { LeaseKeeper } from './lease-keeper.service.js';

/** Brings the directory from `starting` to `serving`: loads the catalog, then gives every leased server its lease. */
@Injectable()
export class Startup {
  private readonly logger = new Logger('Startup');

  constructor(
    private readonly feed: CatalogFeed,
    private readonly catalog: Catalog,
    private readonly leaseKeeper: LeaseKeeper,
    private readonly countedTime: CountedTime,
    private readonly state: ProcessState,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the directory serves, or when it was told to stop before that. */
  async run(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      if (this.state.phase !== 'draining') throw error;
    }
  }

  private async load(): Promise<void> {
    const start = this.clock.monotonic();
    await this.feed.start();
    await this.countedTime.load();
    await this.leaseKeeper.compare();
    this.state.serve();
    this.logger.log({
      msg: 'The directory serves',
      servers: this.catalog.of(DEFAULT_SCOPE).visibleCount,
      load_ms: Math.round(this.clock.monotonic() - start),
    });
  }
}
