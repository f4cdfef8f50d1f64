import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AppConfig } from '../config/app-config.js';
import { LimitsView } from './limits-view.service.js';

/** Whether there is room left in what clients may hold at a time, and in what they may have stored. */
@Injectable()
export class LimitsHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly limits: LimitsView,
    private readonly config: AppConfig,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('limits');
    const scarce = this.limits.scarce();
    const { fewFiles } = this.config.limits;
    if (scarce.length === 0 && fewFiles !== undefined) {
      const message = `the process may open ${fewFiles.limit} files and needs ${fewFiles.needed}: raise "ulimit -n"`;
      return indicator.degraded({ message });
    }
    return scarce.length === 0
      ? indicator.up()
      : indicator.degraded({ scarce, message: 'nearly all that there is of these is used' });
  }
}
