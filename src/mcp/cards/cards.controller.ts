import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiConditional } from '../../common/http/api-conditional.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { refuseQuery } from '../../common/http/refuse-query.js';
import type { SendableDocument } from '../../common/http/send-document.js';
import { BaseUrl } from '../../front/callers/base-url.service.js';
import { PageOrigins } from '../../front/callers/page-origins.service.js';
import { Answers } from '../../limits/answers/answers.service.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { AiCatalog } from './ai-catalog.service.js';

/** Members come and go: nobody is to keep it for the hour that is usual. */
const MAX_AGE = 'max-age=60';

/** What clients read before they connect. */
@ApiTags('Discovery')
@Controller()
export class CardsController {
  constructor(
    private readonly catalog: AiCatalog,
    private readonly baseUrl: BaseUrl,
    private readonly pages: PageOrigins,
    private readonly answers: Answers,
  ) {}

  @Get('.well-known/ai-catalog.json')
  @ApiOperation({ summary: 'AI catalog: the directory and all listed servers, by their cards' })
  @ApiResponse({ status: 200, description: 'application/ai-catalog+json' })
  @ApiConditional()
  @ApiProblems('QUOTA_EXCEEDED', 'OVERLOADED')
  async aiCatalog(@Req() request: Request, @Res() response: Response): Promise<void> {
    refuseQuery(request.originalUrl);
    const document = await this.catalog.document(this.baseUrl.of(request));
    if (document.isSmall) this.send(request, response, document);
    else await this.answers.stream(request, response, document, this.cacheControl(response));
  }

  @Get('mcp/server-card')
  @ApiOperation({ summary: 'MCP server card of the directory' })
  @ApiResponse({ status: 200, description: 'application/mcp-server-card+json' })
  @ApiConditional()
  @ApiProblems('QUOTA_EXCEEDED', 'OVERLOADED')
  directory(@Req() request: Request, @Res() response: Response): void {
    refuseQuery(request.originalUrl);
    this.send(request, response, this.catalog.directoryCard(this.baseUrl.of(request)));
  }

  @Get('mcp/resources/omega/directory/servers/:id/server-card')
  @ApiOperation({ summary: 'MCP server card of one server' })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiResponse({ status: 200, description: 'application/mcp-server-card+json' })
  @ApiConditional()
  @ApiProblems(
    'SERVER_NOT_FOUND',
    'RECORD_DAMAGED',
    'SERVER_LEFT_OUT',
    'QUOTA_EXCEEDED',
    'OVERLOADED',
  )
  member(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    refuseQuery(request.originalUrl);
    this.send(request, response, this.catalog.memberCard(id, this.baseUrl.of(request)));
  }

  private send(request: Request, response: Response, document: SendableDocument): void {
    this.answers.send(request, response, document, this.cacheControl(response));
  }

  /** Shared caches must not keep the cards of a directory that is not public. */
  private cacheControl(response: Response): string {
    if (this.baseUrl.vary !== '') response.vary(this.baseUrl.vary);
    return `${this.pages.any ? 'public' : 'private'}, ${MAX_AGE}`;
  }
}
