import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AppConfig } from '../config/app-config.js';
import { Budgets } from './budgets.service.js';

/** From this part of a limit on, operators should know. */
const NEARLY_ALL = 0.9;

/** Whether there is room left in what clients may hold at a time. */
@Injectable()
export class LimitsHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly budgets: Budgets,
    private readonly config: AppConfig,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('limits');
    const scarce = Object.entries(this.budgets.view())
      .filter(([, { used, most }]) => used >= most * NEARLY_ALL)
      .map(([name]) => name);
    const { fewFiles } = this.config.limits;
    if (scarce.length === 0 && fewFiles !== undefined) {
      const message = `the process may open ${fewFiles.limit} files and needs ${fewFiles.needed}: raise "ulimit -n"`;
      return indicator.degraded({ message });
    }
    return scarce.length === 0
      ? indicator.up()
      : indicator.degraded({ scarce, message: 'clients use nearly all that there is' });
  }
}
