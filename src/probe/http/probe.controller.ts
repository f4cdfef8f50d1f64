import { Controller, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblems } from '../../common/http/api-problems.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { ProbeResults } from '../../registry/probe-results.service.js';
import { ServerChecks } from '../schedule/server-checks.service.js';
import { CheckAnswerDto } from './dto/check-answer.dto.js';
import { refuseFields } from './refuse-fields.js';

/** Probes on demand. */
@ApiTags('Operators')
@Controller('servers')
export class ProbeController {
  constructor(
    private readonly checks: ServerChecks,
    private readonly results: ProbeResults,
  ) {}

  @Post(':id/probe')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Look after a server now',
    description:
      'Whether its manifest enables probes or not; if it does, the result counts as that of any probe. Takes no body. ' +
      'Addresses that are not public and ports of other services are `refused` unless `PROBE_ALLOW_CIDRS` allows them. ' +
      'A server that was good is marked by the third failure in a row.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiResponse({ status: 200, type: CheckAnswerDto })
  @ApiProblems(
    'SERVER_NOT_REGISTERED',
    'MALFORMED_JSON',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'STORAGE_UNAVAILABLE',
    'PROBES_BUSY',
  )
  async probe(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
  ): Promise<CheckAnswerDto> {
    refuseFields(request.body);
    const record = await this.results.find(DEFAULT_SCOPE, id);
    const { state, detail, checkedAt } = await this.checks.now(record);
    const checked_at = new Date(checkedAt).toISOString();
    return { id, probe: { state, reason: detail, checked_at } };
  }
}
