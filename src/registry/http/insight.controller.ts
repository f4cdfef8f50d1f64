import { Controller, Get, Header, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { roleOf } from '../../common/http/actor.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { PageQueryDto, pageOf } from '../../common/http/page-query.dto.js';
import { readQuery } from '../../common/http/read-query.js';
import { refuseQuery } from '../../common/http/refuse-query.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { ManifestStore } from '../../storage/manifest-store.js';
import { HistoryAnswerDto } from '../dto/history-answer.dto.js';
import { StatusAnswerDto } from '../dto/status-answer.dto.js';
import { notRegistered } from '../not-registered.js';
import { StatusService } from '../status.service.js';

/** What operators look at: how the directory is, and what happened to a server. */
@ApiTags('Operators')
@Controller('servers')
export class InsightController {
  constructor(
    private readonly statusService: StatusService,
    private readonly store: ManifestStore,
  ) {}

  @Get('status')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'How the directory is: counts, heartbeats, storage, leases, sweeper' })
  @ApiResponse({ status: 200, type: StatusAnswerDto })
  @ApiProblems()
  status(@Req() request: Request): Promise<StatusAnswerDto> {
    refuseQuery(request.originalUrl);
    return this.statusService.status(DEFAULT_SCOPE);
  }

  @Get(':id/history')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Who changed a server, when, what and why; newest first',
    description:
      'Also of a removed server, as long as its tombstone is kept. Entries older than HISTORY_RETENTION_DAYS are forgotten, but never the newest one.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiQuery({ type: PageQueryDto })
  @ApiResponse({ status: 200, type: HistoryAnswerDto })
  @ApiProblems('SERVER_NOT_REGISTERED', 'STORAGE_UNAVAILABLE')
  async history(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
  ): Promise<HistoryAnswerDto> {
    const { page, limit } = pageOf(readQuery(PageQueryDto, request.originalUrl));
    const { entries, total } = await this.store.history(DEFAULT_SCOPE, id, page, limit);
    if (total === 0) throw notRegistered(id);
    const history = entries.map(({ revision, at, actor, what, why, status, digest, note }) => ({
      revision,
      at: new Date(at).toISOString(),
      actor: roleOf(actor),
      what,
      why,
      ...(note !== undefined && { note }),
      status,
      digest,
    }));
    return { id, history, page, limit, total, pages: Math.ceil(total / limit) };
  }
}
