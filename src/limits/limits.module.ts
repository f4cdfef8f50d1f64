import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ConfigModule } from '../config/config.module.js';
import { Budgets } from './budgets.service.js';
import { LimitsHealthIndicator } from './limits.health.js';

/** What clients may hold at a time, each and all together. */
@Module({
  imports: [TerminusModule, ConfigModule],
  providers: [Budgets, LimitsHealthIndicator],
  exports: [Budgets, LimitsHealthIndicator],
})
export class LimitsModule {}
