import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { databaseName } from '../config/database-name.js';
import { RedisBackend } from '../redis/redis-backend.js';
import { RedisModule } from '../redis/redis.module.js';
import { LeaseTable } from './lease-table.js';
import { LeasesHealthIndicator } from './leases.health.js';
import { MemoryLeaseTable } from './memory/memory-lease-table.js';
import { RedisLeaseTable } from './redis/redis-lease-table.js';

/** Provides the {@link LeaseTable}: in Redis where there is one. Services that need it inject the port. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule, RedisModule],
  providers: [
    {
      provide: LeaseTable,
      inject: [RedisBackend, AppConfig, Clock],
      useFactory: ({ link }: RedisBackend, { mongodbUri }: AppConfig, clock: Clock) =>
        link === null
          ? new MemoryLeaseTable(clock)
          : new RedisLeaseTable(link, clock, databaseName(mongodbUri)),
    },
    LeasesHealthIndicator,
  ],
  exports: [LeaseTable, LeasesHealthIndicator],
})
export class LeasesModule {}
