import { Module } from '@nestjs/common';
import { Chance } from './chance.js';
import { Clock } from './clock.js';
import { ProcessState } from './process-state.js';
import { SystemChance } from './system-chance.js';
import { SystemClock } from './system-clock.js';

/** What every room may use. */
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Chance, useClass: SystemChance },
    ProcessState,
  ],
  exports: [Clock, Chance, ProcessState],
})
export class CommonModule {}
