import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { databaseName } from '../config/database-name.js';
import { RedisBackend } from './redis-backend.js';
import { RedisLink } from './redis-link.js';
import { RedisHealthIndicator } from './redis.health.js';
import { WorkLock } from './work-lock.js';

/** Provides the connection to Redis, where there is one, and the locks that save work among replicas. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule],
  providers: [
    {
      provide: RedisBackend,
      inject: [AppConfig, Clock],
      useFactory: ({ redisUrl }: AppConfig, clock: Clock) =>
        new RedisBackend(redisUrl === undefined ? null : new RedisLink(redisUrl, clock)),
    },
    {
      provide: WorkLock,
      inject: [RedisBackend, AppConfig],
      useFactory: ({ link }: RedisBackend, { mongodbUri }: AppConfig) =>
        new WorkLock(link, databaseName(mongodbUri)),
    },
    RedisHealthIndicator,
  ],
  exports: [RedisBackend, WorkLock, RedisHealthIndicator],
})
export class RedisModule {}
