import { Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { ProcessState } from './process-state.js';
import { SystemClock } from './system-clock.js';

/** What every room may use. */
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, ProcessState],
  exports: [Clock, ProcessState],
})
export class CommonModule {}
