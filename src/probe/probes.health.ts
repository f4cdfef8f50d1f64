import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { ProbeSchedule } from './schedule/probe-schedule.service.js';
import { ProbeIntake } from './schedule/probe-intake.service.js';

/** Whether what probes find is believed. */
@Injectable()
export class ProbesHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly schedule: ProbeSchedule,
    private readonly intake: ProbeIntake,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('probes');
    const facts = { servers: this.schedule.size };
    const { holding, ...figures } = this.intake.guardView();
    if (!holding) return indicator.up(facts);
    const message = 'too many probed servers are gone at once, marks are held back';
    return indicator.degraded({ ...facts, message, ...figures });
  }
}
