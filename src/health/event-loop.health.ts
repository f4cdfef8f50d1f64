import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

const SLOW_MS = 250;
const RESOLUTION_MS = 10;
const NANOSECONDS = 1e6;

/** How long requests wait for the process itself, since the last look. */
@Injectable()
export class EventLoopHealthIndicator implements OnApplicationShutdown {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor(private readonly indicators: HealthIndicatorService) {
    this.delay.enable();
  }

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('event_loop');
    // Each value contains the pause between two measurements.
    const delayMs = (nanoseconds: number): number =>
      Math.max(0, Math.round(nanoseconds / NANOSECONDS - RESOLUTION_MS));
    const facts = {
      delay_p99_ms: delayMs(this.delay.percentile(99)),
      delay_max_ms: delayMs(this.delay.max),
    };
    this.delay.reset();
    return facts.delay_p99_ms < SLOW_MS
      ? indicator.up(facts)
      : indicator.degraded({ ...facts, message: 'the process is busy' });
  }

  onApplicationShutdown(): void {
    this.delay.disable();
  }
}
