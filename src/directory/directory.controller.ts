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
import { EntryStatements } from '../catalog/entry-statements.service.js';
import { Catalog } from '../catalog/catalog.service.js';
import { maxAgeSeconds } from '../catalog/max-age.js';
import { DomainError } from '../common/domain-error.js';
import { ApiConditional } from '../common/http/api-conditional.js';
import { ApiProblems } from '../common/http/api-problems.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { readQuery } from '../common/http/read-query.js';
import { refuseQuery } from '../common/http/refuse-query.js';
import { PARTIAL_HEADER, sendDocument } from '../common/http/send-document.js';
import { LeaseTable } from '../leases/lease-table.js';
import { ID_PATTERN } from '../manifest/manifest-limits.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { ProbeBook } from '../probe/probe-book.js';
import { EntryQueryDto } from './dto/entry-query.dto.js';
import { JwsDto } from './dto/jws.dto.js';
import { EntryDto } from './dto/entry.dto.js';
import { ListQueryDto } from './dto/list-query.dto.js';
import { ListingDto } from './dto/listing.dto.js';
import { SearchQueryDto } from '../catalog/query/search-query.dto.js';
import { TagsDto } from './dto/tags.dto.js';
import { LongPoll } from './long-poll.service.js';
import { QueryReader } from './query-reader.service.js';

const REVALIDATE = 'no-cache';

const PARTIAL_HEADERS = {
  [PARTIAL_HEADER]: {
    description: '`search-budget` where the answer is partial.',
    schema: { type: 'string', enum: ['search-budget'] },
  },
};

/** Discovery: what clients and people read. */
@ApiTags('Discovery')
@Controller('mcp/resources/omega/directory')
export class DirectoryController {
  constructor(
    private readonly documents: CatalogDocuments,
    private readonly statements: EntryStatements,
    private readonly catalog: Catalog,
    private readonly leases: LeaseTable,
    private readonly probes: ProbeBook,
    private readonly queries: QueryReader,
    private readonly longPoll: LongPoll,
  ) {}

  @Get('servers')
  @ApiOperation({
    summary: 'List servers, ordered by id',
    description: 'Offline and disabled servers are listed only when `status` asks for them.',
  })
  @ApiQuery({ type: ListQueryDto })
  @ApiConditional()
  @ApiResponse({ status: 200, type: ListingDto, headers: PARTIAL_HEADERS })
  @ApiProblems()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = this.queries.list(request.originalUrl);
    const render = () => this.documents.listing(DEFAULT_SCOPE, query);
    if (query.waitSeconds > 0) {
      await this.longPoll.wait(request, response, query.waitSeconds, () => render().etag);
    }
    sendDocument(request, response, render(), REVALIDATE);
  }

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
  @ApiProblems('SERVER_NOT_FOUND', 'SIGNING_UNAVAILABLE')
  async get(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { format } = request.originalUrl.includes('?')
      ? readQuery(EntryQueryDto, request.originalUrl)
      : {};
    const entry = this.catalog.of(DEFAULT_SCOPE).entry(id);
    if (entry === undefined) {
      throw new DomainError('SERVER_NOT_FOUND', `No server with the id "${id}" is listed.`);
    }
    const { record } = entry;
    const cacheControl = `max-age=${maxAgeSeconds(record)}`;
    if (format?.[0] === 'jws') {
      sendDocument(request, response, await this.statements.document(entry), cacheControl);
      return;
    }
    const document = this.documents.entry(entry, {
      lastHeartbeatAt: (await this.leases.find(record))?.lastHeartbeatAt ?? null,
      checkedAt: record.probe === null ? null : await this.probes.checkedAt(record),
    });
    sendDocument(request, response, document, cacheControl);
  }

  @Get('tags')
  @ApiOperation({ summary: 'Tags and capabilities of the listed servers, with counts' })
  @ApiConditional()
  @ApiResponse({ status: 200, type: TagsDto })
  @ApiProblems()
  tags(@Req() request: Request, @Res() response: Response): void {
    refuseQuery(request.originalUrl);
    sendDocument(request, response, this.documents.tags(DEFAULT_SCOPE), REVALIDATE);
  }

  @Get('search')
  @ApiOperation({
    summary: 'Search servers, best match first',
    description:
      'Searches id, name, description, tags, capabilities and tools. Servers with all words of `q`; if there is none, those with some.',
  })
  @ApiQuery({ type: SearchQueryDto })
  @ApiConditional()
  @ApiResponse({ status: 200, type: ListingDto, headers: PARTIAL_HEADERS })
  @ApiProblems()
  search(@Req() request: Request, @Res() response: Response): void {
    const query = this.queries.search(request.originalUrl);
    sendDocument(request, response, this.documents.search(DEFAULT_SCOPE, query), REVALIDATE);
  }
}
