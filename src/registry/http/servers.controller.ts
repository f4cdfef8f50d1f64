import { Body, Controller, Delete, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../../common/http/actor.js';
import { callerOf } from '../../common/http/caller.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { BodyPipe } from '../../common/http/body.pipe.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { sendJson } from '../../common/http/send-json.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { BatchAnswerDto } from '../dto/batch-answer.dto.js';
import { BatchHeartbeatDto, BatchRegisterDto } from '../dto/batch.dto.js';
import { HeartbeatAnswerDto } from '../dto/heartbeat-answer.dto.js';
import { HeartbeatDto } from '../dto/heartbeat.dto.js';
import { RegisterAnswerDto } from '../dto/register-answer.dto.js';
import { RegisterItemDto } from '../dto/register-item.dto.js';
import { RegisterServerDto } from '../dto/register-server.dto.js';
import { UnregisterAnswerDto } from '../dto/unregister-answer.dto.js';
import { HeartbeatService } from '../heartbeat.service.js';
import { MemberProofs } from '../../identity/member-proofs.service.js';
import { preconditionOf } from '../preconditions/read-preconditions.js';
import { RegistrationService } from '../registration.service.js';
import { Answers } from './answers.service.js';
import { BatchService } from './batch.service.js';
import { RequestDeadline } from './request-deadline.service.js';
import {
  BATCH_HEARTBEAT_EXAMPLES,
  BATCH_REGISTER_EXAMPLES,
  HEARTBEAT_EXAMPLES,
  REGISTER_EXAMPLES,
} from './request-examples.js';
import { QUOTA_PROBLEMS, SIGNATURE_PROBLEMS, WRITE_PROBLEMS } from './write-problems.js';

/** The routes of member services: register, stay alive, leave. */
@ApiTags('Members')
@ApiExtraModels(RegisterItemDto, HeartbeatDto)
@Controller('servers')
export class ServersController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly heartbeats: HeartbeatService,
    private readonly batch: BatchService,
    private readonly answers: Answers,
    private readonly proofs: MemberProofs,
    private readonly deadline: RequestDeadline,
  ) {}

  @Post('register')
  @ApiOperation({
    summary: 'Register a server or a new version of its manifest',
    description:
      'Answered when the manifest is stored durably. The same manifest again counts as a heartbeat.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'Quoted digest of the manifest that is to be replaced (`*` = any); another one is answered 412.',
  })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: '`*` = register only while the id is free; else 412.',
  })
  @ApiBody({ type: RegisterServerDto, examples: REGISTER_EXAMPLES })
  @ApiResponse({ status: 201, type: RegisterAnswerDto, description: 'The server is new.' })
  @ApiResponse({
    status: 200,
    type: RegisterAnswerDto,
    description: 'The server was known: its manifest was `updated`, or is `unchanged`.',
  })
  @ApiProblems(
    ...WRITE_PROBLEMS,
    ...SIGNATURE_PROBLEMS,
    ...QUOTA_PROBLEMS,
    'PRECONDITION_FAILED',
    'PIN_REFUSED',
    'RECORD_DAMAGED',
  )
  async register(
    @Body(new BodyPipe(RegisterServerDto)) manifest: RegisterServerDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const expected = preconditionOf(ifMatch, ifNoneMatch);
    const caller = callerOf(request);
    const done = await this.proofs.within(request, (proof) =>
      this.deadline.of(
        this.registration.register(DEFAULT_SCOPE, manifest, caller, expected, proof),
      ),
    );
    const status = done.outcome === 'registered' ? 201 : 200;
    sendJson(response, status, this.answers.registered(done));
  }

  @Post('heartbeat')
  @ApiOperation({
    summary: 'Keep a server alive',
    description: 'Send one every `heartbeat_interval_seconds`. After 404 or 409 register again.',
  })
  @ApiBody({ type: HeartbeatDto, examples: HEARTBEAT_EXAMPLES })
  @ApiResponse({ status: 200, type: HeartbeatAnswerDto })
  @ApiProblems(
    ...WRITE_PROBLEMS,
    ...SIGNATURE_PROBLEMS,
    'SERVER_NOT_REGISTERED',
    'MANIFEST_MISMATCH',
    'QUOTA_EXCEEDED',
    'RECORD_DAMAGED',
  )
  async heartbeat(
    @Body(new BodyPipe(HeartbeatDto)) heartbeat: HeartbeatDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const heard = await this.proofs.within(request, (proof) =>
      this.deadline.of(this.heartbeats.beat(DEFAULT_SCOPE, heartbeat, actorOf(request), proof)),
    );
    sendJson(response, 200, this.answers.heard(heard));
  }

  @Post('batch/register')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Register up to 1,000 servers',
    description:
      'Each item is checked and stored on its own; the results are in the order of the items.',
  })
  @ApiBody({ type: BatchRegisterDto, examples: BATCH_REGISTER_EXAMPLES })
  @ApiResponse({ status: 200, type: BatchAnswerDto })
  @ApiProblems(...WRITE_PROBLEMS)
  batchRegister(
    @Body(new BodyPipe(BatchRegisterDto)) { servers }: BatchRegisterDto,
    @Req() request: Request,
  ): Promise<BatchAnswerDto> {
    return this.proofs.within(request, (proof) =>
      this.batch.register(DEFAULT_SCOPE, servers, callerOf(request), proof),
    );
  }

  @Post('batch/heartbeat')
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep up to 1,000 servers alive' })
  @ApiBody({ type: BatchHeartbeatDto, examples: BATCH_HEARTBEAT_EXAMPLES })
  @ApiResponse({ status: 200, type: BatchAnswerDto })
  @ApiProblems(...WRITE_PROBLEMS)
  batchHeartbeat(
    @Body(new BodyPipe(BatchHeartbeatDto)) { heartbeats }: BatchHeartbeatDto,
    @Req() request: Request,
  ): Promise<BatchAnswerDto> {
    return this.proofs.within(request, (proof) =>
      this.batch.heartbeat(DEFAULT_SCOPE, heartbeats, actorOf(request), proof),
    );
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Unregister a server',
    description: 'It leaves every listing at once; a fresh registration may come back.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'Quoted digest of the manifest that is to be removed; another one is answered 412.',
  })
  @ApiResponse({ status: 200, type: UnregisterAnswerDto })
  @ApiProblems(
    ...SIGNATURE_PROBLEMS,
    'SERVER_NOT_REGISTERED',
    'PRECONDITION_FAILED',
    'STORAGE_UNAVAILABLE',
    'OVERLOADED',
  )
  async unregister(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: Request,
  ): Promise<UnregisterAnswerDto> {
    const expected = preconditionOf(ifMatch);
    await this.proofs.within(request, (proof) =>
      this.deadline.of(
        this.registration.unregister(DEFAULT_SCOPE, id, actorOf(request), proof, expected),
      ),
    );
    return { id, outcome: 'unregistered' };
  }
}
