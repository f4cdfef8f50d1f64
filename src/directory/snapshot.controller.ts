import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { SnapshotDocuments } from '../catalog/snapshot-documents.service.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { ApiConditional } from '../common/http/api-conditional.js';
import { ApiProblems } from '../common/http/api-problems.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { readQuery } from '../common/http/read-query.js';
import { refuseQuery } from '../common/http/refuse-query.js';
import { Answers } from '../limits/answers/answers.service.js';
import { ID_PATTERN } from '../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { JwsDto } from './dto/jws.dto.js';
import { ProofDto } from './dto/proof.dto.js';
import { SnapshotEntriesDto } from './dto/snapshot-entries.dto.js';
import { SnapshotQueryDto } from './dto/snapshot-query.dto.js';
import { snapshotPieces } from './snapshot-stream.js';

const REVALIDATE = 'no-cache';

/** Each holds a listing as it was; more are asked to come back. */
const MAX_STREAMS = 64;

/** About what a leaf takes. */
const LEAF_BYTES = 160;

/** What proves a listing as a whole. */
@ApiTags('Discovery')
@Controller('mcp/resources/omega/directory')
export class SnapshotController {
  private streams = 0;

  constructor(
    private readonly documents: SnapshotDocuments,
    private readonly clock: Clock,
    private readonly answers: Answers,
  ) {}

  @Get('snapshot')
  @ApiOperation({
    summary: 'A signed statement over the whole default listing',
    description:
      'A JWS of `iss`, `iat`, `exp`, `revision` (of the listing), `count` and `root`, the root of the Merkle tree over all ' +
      'listed servers. With `entries=1` the leaves of that tree come with it: who hashes them knows that none is missing.',
  })
  @ApiQuery({ type: SnapshotQueryDto })
  @ApiConditional()
  @ApiExtraModels(JwsDto, SnapshotEntriesDto)
  @ApiResponse({
    status: 200,
    description: 'The statement, or the statement with its leaves.',
    content: {
      'application/jose+json': { schema: { $ref: getSchemaPath(JwsDto) } },
      'application/json': { schema: { $ref: getSchemaPath(SnapshotEntriesDto) } },
    },
  })
  @ApiProblems('SIGNING_UNAVAILABLE', 'SERVER_LEFT_OUT', 'QUOTA_EXCEEDED', 'OVERLOADED')
  async snapshot(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { entries } = readQuery(SnapshotQueryDto, request.originalUrl);
    if (entries?.[0] === '1') await this.stream(request, response);
    else {
      const document = await this.documents.snapshot(DEFAULT_SCOPE);
      this.answers.send(request, response, document, REVALIDATE);
    }
  }

  @Get('servers/:id/proof')
  @ApiOperation({
    summary: 'Prove that a server is in the default listing, or that it is not',
    description:
      'A server that is listed: its leaf and the hashes from there to the root that the snapshot signs. Any other id: all ' +
      'leaves of the bucket in which it would be.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiConditional()
  @ApiResponse({ status: 200, type: ProofDto })
  @ApiProblems('SIGNING_UNAVAILABLE', 'SERVER_LEFT_OUT', 'QUOTA_EXCEEDED', 'OVERLOADED')
  async proof(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    refuseQuery(request.originalUrl);
    const document = await this.documents.proof(DEFAULT_SCOPE, id);
    this.answers.send(request, response, document, REVALIDATE);
  }

  private async stream(request: Request, response: Response): Promise<void> {
    if (this.streams >= MAX_STREAMS) {
      throw new DomainError('OVERLOADED', 'Too many snapshots are being sent; try again.', {
        retryAfterSeconds: 1,
      });
    }
    this.streams += 1;
    try {
      const etag = await this.documents.etag(DEFAULT_SCOPE);
      if (this.answers.notModified(request, response, { etag }, REVALIDATE)) return;
      const frozen = await this.documents.frozen(DEFAULT_SCOPE);
      const document = {
        etag: frozen.etag,
        bytes: frozen.entries.length * LEAF_BYTES,
        pieces: () => snapshotPieces(frozen, this.clock),
      };
      await this.answers.stream(request, response, document, REVALIDATE);
    } finally {
      this.streams -= 1;
    }
  }
}
