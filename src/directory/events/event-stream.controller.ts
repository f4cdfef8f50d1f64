import { Controller, Get, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../../common/http/api-problems.js';
import { ServerEventDto } from '../dto/event.dto.js';
import { EventsQueryDto } from '../dto/events-query.dto.js';
import { QueryReader } from '../query-reader.service.js';
import { EventHub } from './event-hub.service.js';

const EXAMPLE = `retry: 1834

event: ready
id: 1795348800000.41
data: {"revision":"22f8b4b2997d6c72"}

event: status
id: 1795348800000.42
data: {"id":"my_analyzer","revision":1795348801,"status":"stale","status_reason":"lease_expired","at":"2026-11-22T12:01:30.000Z"}

: keep-alive
id: 1795348800000.42

`;

/** Changes, as they happen. */
@ApiTags('Discovery')
@Controller('mcp/resources/omega/directory')
export class EventStreamController {
  constructor(
    private readonly queries: QueryReader,
    private readonly hub: EventHub,
  ) {}

  @Get('events')
  @ApiOperation({
    summary: 'Watch for changes',
    description:
      'Server-sent events (HTML standard), at most one batch in 100 ms. First `ready` (or `reset`), then one event a changed server: `registered`, `updated`, `status` or `removed`. ' +
      'On `reset` list again: the id was `malformed`, `purged`, from the `future` or of another `epoch`, the `filter` selects otherwise, the stream is `behind` because more changed than may wait for it, or the storage could not record (`unstored`) what was shown. The filters are those of the listing.',
  })
  @ApiQuery({ type: EventsQueryDto })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last id that came: the stream goes on from there, on any replica.',
  })
  @ApiExtraModels(ServerEventDto)
  @ApiResponse({
    status: 200,
    description: 'A stream that does not end. The data of an event is a `ServerEventDto` in JSON.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @ApiProblems('OVERLOADED', 'QUOTA_EXCEEDED')
  async events(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = this.queries.events(request.originalUrl);
    const isHead = request.method === 'HEAD';
    const begin = isHead ? undefined : this.hub.admit(request, response, query);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies are not to wait for more.
      'X-Accel-Buffering': 'no',
    });
    if (begin === undefined) response.end();
    else await begin(lastEventIdOf(request));
  }
}

/** A client that knows no id yet may send an empty one. */
function lastEventIdOf({ headers }: Request): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}
