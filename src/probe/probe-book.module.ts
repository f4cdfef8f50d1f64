import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { databaseName } from '../config/database-name.js';
import { RedisBackend } from '../redis/redis-backend.js';
import { RedisModule } from '../redis/redis.module.js';
import { MemoryProbeBook } from './memory/memory-probe-book.js';
import { ProbeBook } from './probe-book.js';
import { RedisProbeBook } from './redis/redis-probe-book.js';

/** Provides the {@link ProbeBook}: in Redis where there is one. Services that need it inject the port. */
@Module({
  imports: [CommonModule, ConfigModule, RedisModule],
  providers: [
    {
      provide: ProbeBook,
      inject: [RedisBackend, AppConfig, Clock],
      useFactory: ({ link }: RedisBackend, { mongodbUri }: AppConfig, clock: Clock) =>
        link === null
          ? new MemoryProbeBook(clock)
          : new RedisProbeBook(link, clock, databaseName(mongodbUri)),
    },
  ],
  exports: [ProbeBook],
})
export class ProbeBookModule {}
