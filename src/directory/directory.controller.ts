import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CatalogDocuments } from '../catalog/catalog-documents.service.js';
import type { CatalogPage } from '../catalog/pages/catalog-page.js';
import { SearchQueryDto } from '../catalog/query/search-query.dto.js';
import { pageKey } from '../catalog/server-query.js';
import { Clock } from '../common/clock.js';
import { ApiConditional } from '../common/http/api-conditional.js';
import { ApiProblems } from '../common/http/api-problems.js';
import { refuseQuery } from '../common/http/refuse-query.js';
import { PARTIAL_HEADER } from '../common/http/send-document.js';
import { LoopTurns } from '../common/loop-turns.js';
import { TimeSlice } from '../common/time-slice.js';
import { Answers } from '../limits/answers/answers.service.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { ListQueryDto } from './dto/list-query.dto.js';
import { ListingDto } from './dto/listing.dto.js';
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
  private readonly turns: LoopTurns;

  constructor(
    private readonly documents: CatalogDocuments,
    private readonly queries: QueryReader,
    private readonly longPoll: LongPoll,
    private readonly answers: Answers,
    private readonly clock: Clock,
  ) {
    this.turns = LoopTurns.of(clock);
  }

  @Get('servers')
  @ApiOperation({
    summary: 'List servers, ordered by id',
    description: 'Offline and disabled servers are listed only when `status` asks for them.',
  })
  @ApiQuery({ type: ListQueryDto })
  @ApiConditional()
  @ApiResponse({ status: 200, type: ListingDto, headers: PARTIAL_HEADERS })
  @ApiProblems('QUOTA_EXCEEDED', 'OVERLOADED')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = this.queries.list(request.originalUrl);
    const page = (): CatalogPage => this.documents.listing(DEFAULT_SCOPE, query);
    await this.turns.forRead();
    if (query.waitSeconds > 0) {
      const awaited = {
        key: pageKey(query),
        hasWords: query.text !== '',
        etag: () => page().etag,
      };
      await this.longPoll.wait(request, response, query.waitSeconds, awaited);
    }
    await this.sendPage(request, response, page());
  }

  @Get('tags')
  @ApiOperation({ summary: 'Tags and capabilities of the listed servers, with counts' })
  @ApiConditional()
  @ApiResponse({ status: 200, type: TagsDto })
  @ApiProblems('QUOTA_EXCEEDED', 'OVERLOADED')
  tags(@Req() request: Request, @Res() response: Response): void {
    refuseQuery(request.originalUrl);
    this.answers.send(request, response, this.documents.tags(DEFAULT_SCOPE), REVALIDATE);
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
  @ApiProblems('QUOTA_EXCEEDED', 'OVERLOADED')
  async search(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = this.queries.search(request.originalUrl);
    await this.turns.forRead();
    await this.sendPage(request, response, this.documents.search(DEFAULT_SCOPE, query));
  }

  private sendPage(
    request: Request,
    response: Response,
    page: CatalogPage,
  ): Promise<void> | undefined {
    if (!page.isSmall) return this.streamPage(request, response, page);
    this.answers.send(request, response, page, REVALIDATE);
    return undefined;
  }

  private async streamPage(request: Request, response: Response, page: CatalogPage): Promise<void> {
    await page.prepare(new TimeSlice(this.clock));
    await this.answers.stream(request, response, page, REVALIDATE);
  }
}
