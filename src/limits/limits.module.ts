import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { Answers } from './answers/answers.service.js';
import { Budgets } from './budgets.service.js';
import { MemoryGauge } from './memory/memory-gauge.js';
import { V8MemoryGauge } from './memory/v8-memory-gauge.js';
import { LimitsView } from './limits-view.service.js';
import { LimitsHealthIndicator } from './limits.health.js';
import { Streams } from './streams/streams.service.js';

/** What clients may hold at a time, each and all together, and the view of all limits. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule],
  providers: [
    { provide: MemoryGauge, useClass: V8MemoryGauge },
    Budgets,
    LimitsView,
    Answers,
    Streams,
    LimitsHealthIndicator,
  ],
  exports: [MemoryGauge, Budgets, LimitsView, Answers, Streams, LimitsHealthIndicator],
})
export class LimitsModule {}
