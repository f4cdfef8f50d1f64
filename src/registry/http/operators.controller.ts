import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../../common/http/actor.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { BodyPipe } from '../../common/http/body.pipe.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { effectiveStatus } from '../../manifest/status.js';
import { HeartbeatPaceDto, PaceDto } from '../dto/heartbeat-pace.dto.js';
import { OperatedAnswerDto, type OperatedOutcome } from '../dto/operated-answer.dto.js';
import { OperatorReasonDto } from '../dto/operator.dto.js';
import { PreservationModeDto } from '../dto/preservation-mode.dto.js';
import { SelfPreservationDto } from '../dto/self-preservation.dto.js';
import { HeartbeatPace } from '../../liveness/heartbeat-pace.service.js';
import { OperatorService, type Operated } from '../operator.service.js';
import { SelfPreservation } from '../../liveness/preservation/self-preservation.service.js';
import { WRITE_PROBLEMS } from './write-problems.js';

const ID = new IdPipe(ID_PATTERN);

/** What operators tell the directory. */
@ApiTags('Operators')
@Controller('servers')
export class OperatorsController {
  constructor(
    private readonly operators: OperatorService,
    private readonly selfPreservation: SelfPreservation,
    private readonly pace: HeartbeatPace,
  ) {}

  @Post('self-preservation')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Hold marks back, or let them go',
    description: 'Holds for all replicas, until another mode is set.',
  })
  @ApiBody({ type: PreservationModeDto })
  @ApiResponse({ status: 200, type: SelfPreservationDto })
  @ApiProblems(...WRITE_PROBLEMS)
  preserve(
    @Body(new BodyPipe(PreservationModeDto)) { mode }: PreservationModeDto,
    @Req() request: Request,
  ): Promise<SelfPreservationDto> {
    return this.selfPreservation.setMode(mode, actorOf(request, 'operator'));
  }

  @Post('heartbeat-pace')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Slow all heartbeats down',
    description:
      'Stretches all heartbeat intervals, and the leases with them. Members hear of it in the answers to their heartbeats; those that do not listen lose nothing.',
  })
  @ApiBody({ type: HeartbeatPaceDto })
  @ApiResponse({ status: 200, type: PaceDto })
  @ApiProblems(...WRITE_PROBLEMS)
  setPace(
    @Body(new BodyPipe(HeartbeatPaceDto)) { factor, in_seconds }: HeartbeatPaceDto,
    @Req() request: Request,
  ): Promise<PaceDto> {
    return this.pace.announce(factor, in_seconds, actorOf(request, 'operator'));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a server out of the listings',
    description:
      'Neither a heartbeat nor a registration lifts it. The id of a removed server can be blocked too.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiBody({ type: OperatorReasonDto })
  @ApiResponse({ status: 200, type: OperatedAnswerDto })
  @ApiProblems(...WRITE_PROBLEMS, 'SERVER_NOT_REGISTERED')
  async disable(
    @Param('id', ID) id: string,
    @Body(new BodyPipe(OperatorReasonDto)) { reason }: OperatorReasonDto,
    @Req() request: Request,
  ): Promise<OperatedAnswerDto> {
    const actor = actorOf(request, 'operator');
    const done = await this.operators.disable(DEFAULT_SCOPE, id, reason.trim(), actor);
    return answer(done, 'disabled');
  }

  @Post(':id/enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a disabled server back into the listings' })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiBody({ type: OperatorReasonDto })
  @ApiResponse({ status: 200, type: OperatedAnswerDto })
  @ApiProblems(...WRITE_PROBLEMS, 'SERVER_NOT_REGISTERED')
  async enable(
    @Param('id', ID) id: string,
    @Body(new BodyPipe(OperatorReasonDto)) { reason }: OperatorReasonDto,
    @Req() request: Request,
  ): Promise<OperatedAnswerDto> {
    const actor = actorOf(request, 'operator');
    const done = await this.operators.enable(DEFAULT_SCOPE, id, reason.trim(), actor);
    return answer(done, 'enabled');
  }

  @Post(':id/release-key')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let an id go from the key that it is pinned to',
    description:
      'The way out when a member lost its key: requests need no signature any more, and the next registration may bring ' +
      'another key. Of a removed server too.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiBody({ type: OperatorReasonDto })
  @ApiResponse({ status: 200, type: OperatedAnswerDto })
  @ApiProblems(...WRITE_PROBLEMS, 'SERVER_NOT_REGISTERED')
  async releaseKey(
    @Param('id', ID) id: string,
    @Body(new BodyPipe(OperatorReasonDto)) { reason }: OperatorReasonDto,
    @Req() request: Request,
  ): Promise<OperatedAnswerDto> {
    const actor = actorOf(request, 'operator');
    const done = await this.operators.releaseKey(DEFAULT_SCOPE, id, reason.trim(), actor);
    return answer(done, 'key_released');
  }
}

function answer({ record, changed }: Operated, outcome: OperatedOutcome): OperatedAnswerDto {
  const { id, revision, removed, statusReason } = record;
  return {
    id,
    outcome: changed ? outcome : 'unchanged',
    revision,
    status: removed ? null : effectiveStatus(record),
    status_reason: statusReason,
  };
}
