import type { Request, Response } from 'express';
import type { DomainError } from '../../common/domain-error.js';
import { MCP_PATH } from '../../common/json-rpc/mcp-path.js';
import { rpcError, SERVER_ERROR } from '../../common/json-rpc/rpc-error.js';
import { toProblem } from '../../common/problem.js';

/** Answers with an error in the words of the route: problem details (RFC 9457), or JSON-RPC from the MCP endpoint. */
export function sendError(error: DomainError, request: Request, response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', error.retryAfterSeconds);
  }
  response.status(error.status);
  if (request.path === MCP_PATH) {
    response.type('application/json').send(rpcError(SERVER_ERROR, error.detail));
  } else {
    response.type('application/problem+json').send(JSON.stringify(toProblem(error)));
  }
}
