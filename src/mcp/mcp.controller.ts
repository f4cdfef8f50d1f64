import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DomainError } from '../common/domain-error.js';
import { clientOf } from '../common/http/client.js';
import { SERVER_ERROR } from '../common/json-rpc/rpc-error.js';
import { Streams } from '../limits/streams/streams.service.js';
import { faultOf, INVALID_REQUEST, sendFault, type RpcFault } from './http/rpc-fault.js';
import { McpEndpoint } from './mcp-endpoint.service.js';
import { LegacySessions } from './notifications/legacy-sessions.service.js';

const EVENT_STREAM = /text\/event-stream|\*\/\*/;

const NO_SUCH_METHOD: RpcFault = {
  status: 405,
  code: SERVER_ERROR,
  message: 'Send messages by POST.',
  headers: { Allow: 'POST' },
};

const NO_QUERY: RpcFault = {
  status: 400,
  code: INVALID_REQUEST,
  message: 'The endpoint takes no query parameters.',
};

const NO_SUCH_VERSION: RpcFault = {
  status: 400,
  code: SERVER_ERROR,
  message: `Sessions are of the revisions ${SUPPORTED_PROTOCOL_VERSIONS.join(', ')}.`,
};

const NO_SUCH_SESSION: RpcFault = {
  status: 404,
  code: -32_001,
  message: 'There is no such session: initialize a new one.',
};

/** The MCP endpoint, Streamable HTTP of every revision from 2025-03-26 on. */
@ApiExcludeController()
@Controller('mcp')
export class McpController {
  constructor(
    private readonly endpoint: McpEndpoint,
    private readonly sessions: LegacySessions,
    private readonly streams: Streams,
  ) {}

  @All()
  async handle(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (request.originalUrl.includes('?')) {
      sendFault(response, NO_QUERY);
      return;
    }
    try {
      await this.answer(request, response);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      sendFault(response, faultOf(error));
    }
  }

  private async answer(request: Request, response: Response): Promise<void> {
    const { method } = request;
    const session = request.get('mcp-session-id');
    if (method === 'POST') await this.endpoint.answer(request, response);
    else if (session === undefined || (method !== 'GET' && method !== 'DELETE')) {
      sendFault(response, NO_SUCH_METHOD);
    } else if (!isOfSessions(request.get('mcp-protocol-version'))) {
      sendFault(response, NO_SUCH_VERSION);
    } else if (method === 'GET') await this.listen(request, response, session);
    else if (this.sessions.revisionOf(session) === undefined) sendFault(response, NO_SUCH_SESSION);
    else {
      this.sessions.forget(session);
      response.writeHead(204).end();
    }
  }

  private async listen(request: Request, response: Response, id: string): Promise<void> {
    if (!EVENT_STREAM.test(request.get('accept') ?? '')) {
      const message = 'The answer is a stream: accept text/event-stream.';
      sendFault(response, { status: 406, code: SERVER_ERROR, message });
      return;
    }
    const session = this.sessions.find(id, clientOf(request).key);
    if (session === undefined) {
      sendFault(response, NO_SUCH_SESSION);
      return;
    }
    this.streams.admit(request, response);
    await this.sessions.listen(session, response, this.streams.reader(request, response));
  }
}

/** Whether a header names a revision that has sessions. Without one it is 2025-03-26. */
function isOfSessions(version: string | undefined): boolean {
  return version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
}
