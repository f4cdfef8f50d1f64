import { Injectable, Logger } from '@nestjs/common';
import { classifyInboundRequest, createMcpHandler } from '@modelcontextprotocol/server';
import type { Request, Response } from 'express';
import { BodyReader } from '../bodies/body-reader.service.js';
import { clientOf } from '../common/http/client.js';
import { legacyExchange } from './http/legacy-exchange.js';
import { QuickReads } from './http/quick-reads.service.js';
import { readMessage } from './http/read-message.js';
import { sendFault } from './http/rpc-fault.js';
import { WebAnswers } from './http/web-answers.service.js';
import { toWebRequest } from './http/web-request.js';
import { McpServers } from './mcp-servers.service.js';
import { LegacySessions } from './notifications/legacy-sessions.service.js';
import { Listening } from './notifications/listening.service.js';

/** The messages of both eras; each request is served by itself, so any replica can. */
@Injectable()
export class McpEndpoint {
  private readonly logger = new Logger('Mcp');
  private readonly modern: ReturnType<typeof createMcpHandler>;

  constructor(
    private readonly servers: McpServers,
    private readonly sessions: LegacySessions,
    private readonly listening: Listening,
    private readonly quickReads: QuickReads,
    private readonly bodies: BodyReader,
    private readonly answers: WebAnswers,
  ) {
    this.modern = createMcpHandler(() => servers.modern(), {
      legacy: 'reject',
      onerror: (error) => {
        this.logger.debug({ msg: 'An MCP request was refused', err: error });
      },
    });
  }

  /** Answers a message, or a batch of an old revision. */
  async answer(request: Request, response: Response): Promise<void> {
    const message = await readMessage(this.bodies, request, response);
    if ('fault' in message) {
      sendFault(response, message.fault);
      return;
    }
    const { body } = message;
    if (await this.quickReads.answer(request, response, body)) return;
    const route = classifyInboundRequest({ httpMethod: 'POST', body, ...namedIn(request) });
    if (route.kind === 'legacy') {
      await this.answerLegacy(request, response, body);
    } else if (route.kind === 'modern' && route.message.method === 'subscriptions/listen') {
      await this.listening.listen(request, response, body, () => this.servers.modern());
    } else {
      const web = toWebRequest(request, response);
      await this.answers.send(
        await this.modern.fetch(web, { parsedBody: body }),
        request,
        response,
      );
    }
  }

  private async answerLegacy(request: Request, response: Response, body: unknown): Promise<void> {
    const session = request.get('mcp-session-id');
    const server = this.servers.legacy(session, clientOf(request).key);
    // VS Code does not say it in each request, as it should.
    const revision = request.get('mcp-protocol-version') ?? this.sessions.revisionOf(session);
    const answer = await legacyExchange(server, toWebRequest(request, response), body, revision);
    const agreed = server.agreedRevision;
    const headers = agreed === undefined ? {} : { 'Mcp-Session-Id': this.sessions.newId(agreed) };
    await this.answers.send(answer, request, response, headers);
  }
}

/** What the headers say of a message. */
function namedIn(request: Request): Record<string, string> {
  const names = {
    protocolVersionHeader: request.get('mcp-protocol-version'),
    mcpMethodHeader: request.get('mcp-method'),
    mcpNameHeader: request.get('mcp-name'),
  };
  return Object.fromEntries(
    Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
