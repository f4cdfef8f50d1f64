import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ProcessState } from '../common/process-state.js';
import { AppConfig } from '../config/app-config.js';
import { databaseName } from '../config/database-name.js';
import { RedisBackend } from '../redis/redis-backend.js';
import { redisKey } from '../redis/redis-key.js';
import { ManifestStore } from '../storage/manifest-store.js';

const REFRESH_EVERY_MS = 2_000;

/** A fresh replica has heard of everything that is older than this. */
const FRESH_MS = 5_000;

/** For how long the other replicas take its word for it. */
const VALID_MS = 10_000;

/**
 * Whether this replica answers from a catalog that is old, while others have a fresh one. The replicas that do hear
 * from the storage say so in Redis: one that has lost the storage cannot read signs of life there.
 */
@Injectable()
export class Freshness {
  private readonly logger = new Logger('Freshness');
  private readonly key: string;
  private readonly maxStaleMs: number;
  private isBehind = false;

  constructor(
    private readonly store: ManifestStore,
    private readonly redis: RedisBackend,
    private readonly state: ProcessState,
    { mongodbUri, maxStaleSeconds }: AppConfig,
  ) {
    this.key = redisKey(databaseName(mongodbUri), 'fresh');
    this.maxStaleMs = maxStaleSeconds * 1_000;
  }

  /** Readers should be sent to another replica, which knows more. */
  get isLeftBehind(): boolean {
    return this.isBehind && this.lagMs >= this.maxStaleMs;
  }

  /** Notifies the others that this replica is fresh, or asks whether one of them is. */
  @Interval('freshness', REFRESH_EVERY_MS)
  async refresh(): Promise<void> {
    const { link } = this.redis;
    // Before the catalog is loaded there is nothing to be fresh.
    if (link === null || this.state.phase !== 'serving') return;
    try {
      if (this.lagMs < FRESH_MS) {
        await link.run((client) => client.set(this.key, '', 'PX', VALID_MS));
        this.note(false);
      } else if (this.lagMs >= this.maxStaleMs) {
        this.note((await link.run((client) => client.exists(this.key))) === 1);
      }
    } catch {
      // Without Redis nobody knows of the others, and this replica goes on answering.
      this.note(false);
    }
  }

  private get lagMs(): number {
    return this.store.health().feed_lag_ms;
  }

  private note(isBehind: boolean): void {
    if (isBehind && !this.isBehind) {
      this.logger.warn('This replica has not heard from the storage for long, and others have');
    }
    this.isBehind = isBehind;
  }
}
