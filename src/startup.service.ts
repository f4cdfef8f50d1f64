import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from './catalog/catalog.service.js';
import { CatalogFeed } from './catalog/catalog-feed.service.js';
import { Replicas } from './cluster/replicas.service.js';
import { Clock } from './common/clock.js';
import { DomainError } from './common/domain-error.js';
import { ProcessState } from './common/process-state.js';
import { LeaseUpkeep } from './liveness/keeping/lease-upkeep.service.js';
import { DEFAULT_SCOPE } from './manifest/scope.js';
import { CountedTime } from './records/counted-time.service.js';
import { SigningKeys } from './signing/keys/signing-keys.service.js';
import { SharedSettings } from './storage/shared-settings.service.js';

const RETRY_AFTER_MS = 1_000;

/** Brings the directory from `starting` to `serving`: loads the catalog, then gives every leased server its lease. */
@Injectable()
export class Startup {
  private readonly logger = new Logger('Startup');

  constructor(
    private readonly feed: CatalogFeed,
    private readonly catalog: Catalog,
    private readonly leases: LeaseUpkeep,
    private readonly countedTime: CountedTime,
    private readonly settings: SharedSettings,
    private readonly signingKeys: SigningKeys,
    private readonly replicas: Replicas,
    private readonly state: ProcessState,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the directory serves, or when it was asked to stop before that. */
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
    await this.untilStorageAnswers(() => this.replicas.admit());
    await this.untilStorageAnswers(() => this.countedTime.load());
    await this.untilStorageAnswers(() => this.settings.load());
    await this.untilStorageAnswers(() => this.signingKeys.load());
    await this.untilStorageAnswers(() => this.leases.start(this.countedTime));
    await this.untilStorageAnswers(() => this.replicas.join());
    this.state.serve();
    this.logger.log({
      msg: 'The directory serves',
      servers: this.catalog.of(DEFAULT_SCOPE).visibleCount,
      load_ms: Math.round(this.clock.monotonic() - start),
    });
  }

  /** A storage that is away for a while is waited for, whenever that happens. */
  private async untilStorageAnswers(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof DomainError) || this.state.phase === 'draining') throw error;
        this.logger.warn({ msg: 'Starting waits for the storage', err: error });
        await new Promise<void>((resolve) => {
          this.clock.after(RETRY_AFTER_MS, resolve);
        });
      }
    }
  }
}
