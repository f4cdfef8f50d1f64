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
import { CatalogDocuments } from '../catalog/catalog-documents.service.js';
import { Catalog } from '../catalog/catalog.service.js';
import { notServed } from '../catalog/stored/not-served.js';
import { EntryStatements } from '../catalog/entry-statements.service.js';
import { maxAgeSeconds } from '../catalog/max-age.js';
import { ApiConditional } from '../common/http/api-conditional.js';
import { ApiProblems } from '../common/http/api-problems.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { readQuery } from '../common/http/read-query.js';
import { LeaseTable } from '../leases/lease-table.js';
import { Answers } from '../limits/answers/answers.service.js';
import { ID_PATTERN } from '../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { ProbeBook } from '../probe/probe-book.js';
import { EntryQueryDto } from './dto/entry-query.dto.js';
import { EntryDto } from './dto/entry.dto.js';
import { JwsDto } from './dto/jws.dto.js';

/** One server. */
@ApiTags('Discovery')
@Controller('mcp/resources/omega/directory')
export class EntryController {
  constructor(
    private readonly documents: CatalogDocuments,
    private readonly statements: EntryStatements,
    private readonly catalog: Catalog,
    private readonly leases: LeaseTable,
    private readonly probes: ProbeBook,
    private readonly answers: Answers,
  ) {}

  @Get('servers/:id')
  @ApiOperation({
    summary: 'Get one server',
    description: 'Whatever its status, until it is removed.',
  })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiQuery({ type: EntryQueryDto })
  @ApiConditional()
  @ApiExtraModels(EntryDto, JwsDto)
  @ApiResponse({
    status: 200,
    description: '',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(EntryDto) } },
      'application/jose+json': { schema: { $ref: getSchemaPath(JwsDto) } },
    },
  })
  @ApiProblems(
    'SERVER_NOT_FOUND',
    'RECORD_DAMAGED',
    'SERVER_LEFT_OUT',
    'SIGNING_UNAVAILABLE',
    'QUOTA_EXCEEDED',
    'OVERLOADED',
  )
  async get(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { format } = request.originalUrl.includes('?')
      ? readQuery(EntryQueryDto, request.originalUrl)
      : {};
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    const entry = catalog.entry(id);
    if (entry === undefined) throw notServed(catalog, id);
    const { record } = entry;
    const cacheControl = `max-age=${maxAgeSeconds(record)}`;
    if (format?.[0] === 'jws') {
      this.answers.send(request, response, await this.statements.document(entry), cacheControl);
      return;
    }
    const document = this.documents.entry(entry, {
      lastHeartbeatAt: (await this.leases.find(record))?.lastHeartbeatAt ?? null,
      checkedAt: record.probe === null ? null : await this.probes.checkedAt(record),
    });
    this.answers.send(request, response, document, cacheControl);
  }
}
