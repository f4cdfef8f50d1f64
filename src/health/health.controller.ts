import { Controller, Get, Header, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import type { Request, Response } from 'express';
import { readQuery } from '../common/http/read-query.js';
import { refuseQuery } from '../common/http/refuse-query.js';
import { ProcessState } from '../common/process-state.js';
import { ProbeAnswerDto } from './dto/probe-answer.dto.js';
import { ReadyQueryDto } from './dto/ready-query.dto.js';
import { HealthMonitor } from './health-monitor.service.js';

/** Health for people and for Kubernetes probes. */
@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly monitor: HealthMonitor,
    private readonly state: ProcessState,
  ) {}

  @Get()
  @HealthCheck()
  @ApiOperation({
    summary: 'All indicators',
    description: '200 while the process can serve; a lost backend shows as `degraded`.',
  })
  async all(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    refuseQuery(request.originalUrl);
    try {
      return await this.health.check(this.monitor.results().map((result) => () => result));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(error.getStatus());
      return error.getResponse();
    }
  }

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Liveness: the process answers' })
  @ApiResponse({ status: 200, type: ProbeAnswerDto })
  live(@Req() request: Request): ProbeAnswerDto {
    refuseQuery(request.originalUrl);
    return { status: 'ok', phase: this.state.phase };
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
  ready(@Req() request: Request, @Res({ passthrough: true }) response: Response): ProbeAnswerDto {
    const strict = readQuery(ReadyQueryDto, request.originalUrl).strict?.[0] === '1';
    const { phase } = this.state;
    if (phase === 'serving' && !(strict && this.monitor.backendLost))
      return { status: 'ok', phase };
    response.status(503);
    const reason = phase === 'serving' ? 'a backend is lost' : `the process is ${phase}`;
    return { status: 'error', phase, reason };
  }
}
