import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { EmbeddedStore } from './embedded/embedded-store.js';
import { StorageHealthIndicator } from './storage.health.js';
import { ManifestStore } from './manifest-store.js';

/** Provides the {@link ManifestStore}; who needs it injects the port. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule],
  providers: [
    {
      provide: ManifestStore,
      inject: [AppConfig, Clock],
      useFactory: (config: AppConfig, clock: Clock) => EmbeddedStore.open(config.dataDir, clock),
    },
    StorageHealthIndicator,
  ],
  exports: [ManifestStore, StorageHealthIndicator],
})
export class StorageModule {}
