import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Budgets } from './budgets.service.js';

/** From this part of a limit on, operators should know. */
const NEARLY_ALL = 0.9;

/** Whether there is room left in what clients may hold at a time. */
@Injectable()
export class LimitsHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly budgets: Budgets,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('limits');
    const scarce = Object.entries(this.budgets.view())
      .filter(([, { used, most }]) => used >= most * NEARLY_ALL)
      .map(([name]) => name);
    return scarce.length === 0
      ? indicator.up()
      : indicator.degraded({ scarce, message: 'clients use nearly all that there is' });
  }
}
