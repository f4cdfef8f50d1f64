import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { Answers } from './answers/answers.service.js';
import { Budgets } from './budgets.service.js';
import { LimitsHealthIndicator } from './limits.health.js';
import { Streams } from './streams/streams.service.js';

/** What clients may hold at a time, each and all together. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule],
  providers: [Budgets, Answers, Streams, LimitsHealthIndicator],
  exports: [Budgets, Answers, Streams, LimitsHealthIndicator],
})
export class LimitsModule {}
