import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { databaseName } from '../config/database-name.js';
import { RedisBackend } from '../redis/redis-backend.js';
import { RedisModule } from '../redis/redis.module.js';
import { MemberProofs } from './member-proofs.service.js';
import { MemoryNonceBook } from './nonces/memory-nonce-book.js';
import { NonceBook } from './nonces/nonce-book.js';
import { RedisNonceBook } from './nonces/redis-nonce-book.js';

/** Finds out which member sends a request: keys of members and the signatures of their requests. */
@Module({
  imports: [CommonModule, ConfigModule, RedisModule],
  providers: [
    {
      provide: NonceBook,
      inject: [RedisBackend, AppConfig, Clock],
      useFactory: ({ link }: RedisBackend, { mongodbUri }: AppConfig, clock: Clock) =>
        link === null
          ? new MemoryNonceBook(clock)
          : new RedisNonceBook(link, clock, databaseName(mongodbUri)),
    },
    MemberProofs,
  ],
  exports: [MemberProofs],
})
export class IdentityModule {}
