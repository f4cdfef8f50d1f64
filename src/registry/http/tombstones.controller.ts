import { Body, Controller, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../../common/http/actor.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { BodyPipe } from '../../common/http/body.pipe.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { pageOf } from '../../common/http/page-query.dto.js';
import { readQuery } from '../../common/http/read-query.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { OperatorReasonDto } from '../dto/operator.dto.js';
import { PurgedAnswerDto, TombstonesAnswerDto } from '../dto/tombstones-answer.dto.js';
import { TombstonesQueryDto } from '../dto/tombstones-query.dto.js';
import { Tombstones } from '../tombstones.service.js';
import { WRITE_PROBLEMS } from './write-problems.js';

/** What operators see and do of removed servers. */
@ApiTags('Operators')
@Controller('servers')
export class TombstonesController {
  constructor(private readonly tombstones: Tombstones) {}

  @Get('tombstones')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'The removed servers that are remembered',
    description: 'Those that were removed first come first.',
  })
  @ApiQuery({ type: TombstonesQueryDto })
  @ApiResponse({ status: 200, type: TombstonesAnswerDto })
  @ApiProblems()
  async list(@Req() request: Request): Promise<TombstonesAnswerDto> {
    const query = readQuery(TombstonesQueryDto, request.originalUrl);
    const { page, limit } = pageOf(query);
    const held = query.held?.[0] === '1';
    const found = await this.tombstones.list(DEFAULT_SCOPE, page, limit, held);
    const tombstones = found.tombstones.map((tombstone) => ({
      id: tombstone.id,
      revision: tombstone.revision,
      removed_at: new Date(tombstone.change.at).toISOString(),
      reason: tombstone.statusReason,
      held: tombstone.held,
    }));
    return { tombstones, page, limit, total: found.total, pages: Math.ceil(found.total / limit) };
  }

  @Post(':id/purge')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Forget a removed server',
    description:
      'With its history, the key that it is pinned to, and its block: afterwards anybody may register the id.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiBody({ type: OperatorReasonDto })
  @ApiResponse({ status: 200, type: PurgedAnswerDto })
  @ApiProblems(...WRITE_PROBLEMS, 'SERVER_NOT_REGISTERED', 'SERVER_NOT_REMOVED', 'RECORD_DAMAGED')
  async purge(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Body(new BodyPipe(OperatorReasonDto)) { reason }: OperatorReasonDto,
    @Req() request: Request,
  ): Promise<PurgedAnswerDto> {
    const actor = actorOf(request, 'operator');
    await this.tombstones.purge(DEFAULT_SCOPE, id, reason.trim(), actor);
    return { id, outcome: 'purged' };
  }
}
