import { Controller, Get, Header, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthIndicatorResult } from '@nestjs/terminus';
import type { Request, Response } from 'express';
import { readQuery } from '../common/http/read-query.js';
import { ProcessState } from '../common/process-state.js';
import { HealthQueryDto } from './dto/health-query.dto.js';
import { ProbeAnswerDto } from './dto/probe-answer.dto.js';
import { ReadyQueryDto } from './dto/ready-query.dto.js';
import { Freshness } from '../liveness/freshness.service.js';
import { HealthMonitor } from './health-monitor.service.js';
import { verboseReport } from './verbose-report.js';

/** Health for people and for Kubernetes probes. */
@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly monitor: HealthMonitor,
    private readonly state: ProcessState,
    private readonly freshness: Freshness,
  ) {}

  @Get()
  @HealthCheck()
  @ApiOperation({
    summary: 'All indicators',
    description:
      '200 while the process can serve; a lost backend shows as `degraded`. The values are refreshed every 2 seconds.',
  })
  @ApiQuery({ type: HealthQueryDto })
  async all(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { verbose } = readQuery(HealthQueryDto, request.originalUrl);
    const results = this.monitor.results();
    if (verbose !== undefined) return tell(response, 'healthz', true, results);
    try {
      return await this.health.check(results.map((result) => () => result));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(error.getStatus());
      return error.getResponse();
    }
  }

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Liveness: the process answers' })
  @ApiQuery({ type: HealthQueryDto })
  @ApiResponse({ status: 200, type: ProbeAnswerDto })
  live(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): ProbeAnswerDto | string {
    const { verbose } = readQuery(HealthQueryDto, request.originalUrl);
    const { phase } = this.state;
    if (verbose === undefined) return { status: 'ok', phase };
    return tell(response, 'livez', true, [{ process: { status: 'up' } }]);
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Readiness: the catalog is loaded and the process is not draining',
    description:
      'A lost backend does not take a replica that can read out of service, unless `strict=1`.',
  })
  @ApiQuery({ type: ReadyQueryDto })
  @ApiResponse({ status: 200, type: ProbeAnswerDto })
  @ApiResponse({ status: 503, type: ProbeAnswerDto })
  ready(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): ProbeAnswerDto | string {
    const query = readQuery(ReadyQueryDto, request.originalUrl);
    const reason = this.reasonNotReady(query.strict?.[0] === '1');
    const { phase } = this.state;
    if (reason !== undefined) response.status(503);
    if (query.verbose !== undefined) {
      const process: HealthIndicatorResult = {
        process: phase === 'serving' ? { status: 'up' } : { status: 'down', message: phase },
      };
      return tell(response, 'readyz', reason === undefined, [process, ...this.monitor.results()]);
    }
    return reason === undefined ? { status: 'ok', phase } : { status: 'error', phase, reason };
  }

  private reasonNotReady(strict: boolean): string | undefined {
    const { phase } = this.state;
    if (phase !== 'serving') return `the process is ${phase}`;
    if (this.freshness.isLeftBehind) {
      return 'this replica has not heard from the storage for too long, and others have';
    }
    return strict && this.monitor.backendLost ? 'a backend is lost' : undefined;
  }
}

function tell(
  response: Response,
  endpoint: string,
  passed: boolean,
  results: readonly HealthIndicatorResult[],
): string {
  response.type('text/plain');
  return verboseReport(endpoint, passed, results);
}
