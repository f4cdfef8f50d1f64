import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { AppConfig } from '../config/app-config.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { WorkLock } from '../redis/work-lock.js';
import { ManifestStore } from '../storage/manifest-store.js';

const DAY_MS = 24 * 3_600_000;
/** Tombstones that keep a member's key. */
const KEY_RETENTION_DAYS = 365;
const HOUR_MS = 3_600_000;
const EXCESS_MS = 5_000;

/** Forgets what is too old, or too much. Ages are measured by the store's clock, which is that of all replicas. */
@Injectable()
export class Purges {
  private readonly logger = new Logger('Purges');

  constructor(
    private readonly store: ManifestStore,
    private readonly catalog: Catalog,
    private readonly locks: WorkLock,
    private readonly config: AppConfig,
  ) {}

  /** Forgets old tombstones; one replica does it once an hour. */
  async oldTombstones(): Promise<void> {
    await this.locks.once('purge-tombstones', HOUR_MS / 2, async () => {
      const now = this.store.time();
      const days = Math.max(this.config.limits.tombstoneRetentionDays, KEY_RETENTION_DAYS);
      await this.store.purgeTombstones(this.oldest, { keysBefore: now - days * DAY_MS });
    });
  }

  /** Forgets the oldest tombstones when there are more than the limit. */
  async excessTombstones(): Promise<void> {
    const { excess } = this;
    if (excess === 0) return;
    await this.locks.once('purge-excess', EXCESS_MS, async () => {
      const count = await this.store.purgeTombstones(this.oldest, { excess });
      if (count < excess) this.catalog.of(DEFAULT_SCOPE).noneForgotten();
      if (count === 0) return;
      const msg = 'There are more removed servers than the limit: the oldest were forgotten early';
      this.logger.warn({ msg, count, limit: this.config.limits.tombstones });
    });
  }

  /** Forgets old entries of the history; one replica does it once an hour. */
  async oldHistory(): Promise<void> {
    await this.locks.once('purge-history', HOUR_MS / 2, async () => {
      const { historyRetentionDays } = this.config;
      await this.store.purgeHistory(this.store.time() - historyRetentionDays * DAY_MS);
    });
  }

  private get oldest(): number {
    return this.store.time() - this.config.limits.tombstoneRetentionDays * DAY_MS;
  }

  private get excess(): number {
    const { tombstones } = this.catalog.of(DEFAULT_SCOPE);
    return Math.max(0, tombstones - this.config.limits.tombstones);
  }
}
