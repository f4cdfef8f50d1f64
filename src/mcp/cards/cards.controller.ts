import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DomainError } from '../../common/domain-error.js';
import { ApiConditional } from '../../common/http/api-conditional.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { refuseQuery } from '../../common/http/refuse-query.js';
import { sendDocument, type SendableDocument } from '../../common/http/send-document.js';
import { AppConfig } from '../../config/app-config.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { CallerCheck } from '../http/caller-check.service.js';
import { AiCatalog } from './ai-catalog.service.js';

/** Members come and go: nobody is to keep it for the hour that is usual. */
const CACHE_CONTROL = 'public, max-age=60';

/** What clients read before they connect. */
@ApiTags('Discovery')
@Controller()
export class CardsController {
  constructor(
    private readonly catalog: AiCatalog,
    private readonly caller: CallerCheck,
    private readonly config: AppConfig,
  ) {}

  @Get('.well-known/ai-catalog.json')
  @ApiOperation({ summary: 'AI catalog: the directory and all listed servers, by their cards' })
  @ApiResponse({ status: 200, description: 'application/ai-catalog+json' })
  @ApiConditional()
  @ApiProblems()
  async aiCatalog(@Req() request: Request, @Res() response: Response): Promise<void> {
    refuseQuery(request.originalUrl);
    send(request, response, await this.catalog.document(this.baseUrl(request)));
  }

  @Get('mcp/server-card')
  @ApiOperation({ summary: 'MCP server card of the directory' })
  @ApiResponse({ status: 200, description: 'application/mcp-server-card+json' })
  @ApiConditional()
  @ApiProblems()
  directory(@Req() request: Request, @Res() response: Response): void {
    refuseQuery(request.originalUrl);
    send(request, response, this.catalog.directoryCard(this.baseUrl(request)));
  }

  @Get('mcp/resources/omega/directory/servers/:id/server-card')
  @ApiOperation({ summary: 'MCP server card of one server' })
  @ApiParam({ name: 'id', example: 'my_analyzer' })
  @ApiResponse({ status: 200, description: 'application/mcp-server-card+json' })
  @ApiConditional()
  @ApiProblems('SERVER_NOT_FOUND')
  member(
    @Param('id', new IdPipe(ID_PATTERN)) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    refuseQuery(request.originalUrl);
    const card = this.catalog.memberCard(id, this.baseUrl(request));
    if (card === undefined) {
      throw new DomainError('SERVER_NOT_FOUND', `No server with the id "${id}" is listed.`);
    }
    send(request, response, card);
  }

  /** Where the client reaches the directory; a Host that is not one of its names is not repeated. */
  private baseUrl(request: Request): string {
    // Of several proxies the first one talks to the client.
    const scheme = /^https\b/.test(request.get('x-forwarded-proto') ?? '') ? 'https' : 'http';
    const host = request.get('host') ?? '';
    return this.caller.isOwnHost(host)
      ? `${scheme}://${host.toLowerCase()}`
      : `http://localhost:${this.config.port}`;
  }
}

function send(request: Request, response: Response, document: SendableDocument): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'ETag');
  response.setHeader('Vary', 'Host, X-Forwarded-Proto');
  sendDocument(request, response, document, CACHE_CONTROL);
}
