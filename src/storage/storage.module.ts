import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { databaseName } from '../config/database-name.js';
import { RedisBackend } from '../redis/redis-backend.js';
import { RedisModule } from '../redis/redis.module.js';
import { FeedSignals } from './feed/feed-signals.js';
import { NoSignals } from './feed/no-signals.js';
import { FeedHealthIndicator } from './feed.health.js';
import { ManifestStore } from './manifest-store.js';
import { MongodbHealthIndicator } from './mongodb.health.js';
import { RedisFeedSignals } from './redis/redis-feed-signals.js';
import { SettingsStore } from './settings-store.js';
import { SharedSettings } from './shared-settings.service.js';
import { SignsOfLife } from './signs-of-life.js';
import { StorageBackend } from './storage-backend.js';
import { StorageHealthIndicator } from './storage.health.js';

/** Provides the {@link ManifestStore} and what belongs to it; who needs it injects the port. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule, RedisModule],
  providers: [
    {
      provide: FeedSignals,
      inject: [AppConfig, RedisBackend],
      useFactory: ({ redisUrl, mongodbUri }: AppConfig, { link }: RedisBackend): FeedSignals =>
        redisUrl === undefined || link === null
          ? new NoSignals()
          : new RedisFeedSignals(redisUrl, databaseName(mongodbUri), link),
    },
    {
      provide: StorageBackend,
      inject: [AppConfig, FeedSignals, Clock],
      // Only the kind that is used is loaded: drivers take time and memory.
      useFactory: async (
        { mongodbUri, dataDir, limits }: AppConfig,
        signals: FeedSignals,
        clock: Clock,
      ) => {
        if (mongodbUri === undefined) {
          const { openEmbedded } = await import('./embedded/open-embedded.js');
          return openEmbedded(dataDir, clock, limits.historyEntries);
        }
        const { openMongo } = await import('./mongo/open-mongo.js');
        return openMongo(mongodbUri, signals, clock, limits.historyEntries);
      },
    },
    {
      provide: ManifestStore,
      inject: [StorageBackend],
      useFactory: ({ store }: StorageBackend) => store,
    },
    {
      provide: SignsOfLife,
      inject: [StorageBackend],
      useFactory: ({ signsOfLife }: StorageBackend) => signsOfLife,
    },
    {
      provide: SettingsStore,
      inject: [StorageBackend],
      useFactory: ({ settings }: StorageBackend) => settings,
    },
    SharedSettings,
    StorageHealthIndicator,
    MongodbHealthIndicator,
    FeedHealthIndicator,
  ],
  exports: [
    ManifestStore,
    SharedSettings,
    SignsOfLife,
    StorageHealthIndicator,
    MongodbHealthIndicator,
    FeedHealthIndicator,
  ],
})
export class StorageModule {}
