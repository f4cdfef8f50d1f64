import type { Request, Response } from 'express';
import type { DomainError } from '../../common/domain-error.js';
import { toProblem } from '../../common/problem.js';
import { MCP_PATH } from '../routes.js';

/** JSON-RPC: what HTTP refuses has the code that servers may define first. */
const SERVER_ERROR = -32_000;

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
    const fault = { code: SERVER_ERROR, message: error.detail };
    response.type('application/json');
    response.send(JSON.stringify({ jsonrpc: '2.0', id: null, error: fault }));
  } else {
    response.type('application/problem+json').send(JSON.stringify(toProblem(error)));
  }
}
