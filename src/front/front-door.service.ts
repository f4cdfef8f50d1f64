import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import { DomainError } from '../common/domain-error.js';
import { ProcessState } from '../common/process-state.js';
import { AppConfig } from '../config/app-config.js';
import { logAnswer } from './answer-log.js';
import { ClientFinder } from './callers/client-finder.service.js';
import { PageSharing } from './callers/page-sharing.service.js';
import { RequestCheck } from './callers/request-check.service.js';
import { Connections } from './connections/connections.service.js';
import { PipelineLimit } from './connections/pipeline-limit.js';
import { refuseQueryOnWrites } from './no-query-on-writes.js';
import { assertPhase } from './phase-gate.js';
import { nameRequest } from './request-id.js';
import { MCP_PATH } from '../common/json-rpc/mcp-path.js';
import { isHealth } from './routes.js';

const CONTINUE = /^100-continue$/i;
const METHODS = 'DELETE, GET, HEAD, OPTIONS, POST';

/**
 * What every request goes through before its body is read and anything is looked up. It is one handler: each further
 * one costs a read as much as all these steps.
 */
@Injectable()
export class FrontDoor {
  private readonly logs: boolean;
  private readonly pipelines = new PipelineLimit();

  constructor(
    { logLevel }: AppConfig,
    private readonly state: ProcessState,
    private readonly connections: Connections,
    private readonly clients: ClientFinder,
    private readonly requests: RequestCheck,
    private readonly pages: PageSharing,
  ) {
    this.logs = logLevel === 'debug' || logLevel === 'trace';
  }

  get handler(): RequestHandler {
    return (request, response, next) => {
      if (this.admit(request, response)) next();
    };
  }

  /**
   * Lets a request in; `false` = it is answered.
   * @throws DomainError when it is refused
   */
  private admit(request: Request, response: Response): boolean {
    const { path, socket } = request;
    if (!this.pipelines.admits(socket, response)) return false;
    const id = nameRequest(request, response);
    if (this.logs) logAnswer(request, response, id);
    this.assertRoom(request, response, path);
    this.clients.note(request);
    this.requests.check(request);
    assertExpectation(request);
    if (this.pages.share(request, response) || answersToAll(request, response)) return false;
    assertPhase(this.state, path, response);
    if (path !== MCP_PATH) refuseQueryOnWrites(request.method, request.url);
    return true;
  }

  private assertRoom({ socket }: Request, response: Response, path: string): void {
    const refusal = this.connections.refusal(socket);
    if (refusal === undefined) return;
    response.setHeader('Connection', 'close');
    if (!isHealth(path)) throw refusal;
  }
}

/** RFC 9110, section 10.1.1: nothing else is to be expected. */
function assertExpectation({ headers, httpVersion }: Request): void {
  const { expect } = headers;
  if (expect === undefined || httpVersion === '1.0' || CONTINUE.test(expect)) return;
  throw new DomainError('EXPECTATION_FAILED', 'No expectation is known but 100-continue.');
}

/** `OPTIONS *` asks for the server as a whole: RFC 9110, section 9.3.7. */
function answersToAll({ method, url }: Request, response: Response): boolean {
  if (url !== '*' || method !== 'OPTIONS') return false;
  response.writeHead(204, { Allow: METHODS }).end();
  return true;
}
