import type { Response } from 'express';
import type { DomainError } from '../../common/domain-error.js';
import { rpcError, SERVER_ERROR } from '../../common/json-rpc/rpc-error.js';

/** A request that is refused before it is a message of the protocol: HTTP status and JSON-RPC error. */
export interface RpcFault {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** JSON-RPC codes. */
export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;

/** What the directory refuses, as the protocol's error. */
export function faultOf(
  { status, detail, retryAfterSeconds }: DomainError,
  code = SERVER_ERROR,
): RpcFault {
  const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': `${retryAfterSeconds}` };
  return { status, code, message: detail, headers };
}

/** Answers with the error. */
export function sendFault(response: Response, { status, code, message, headers }: RpcFault): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(rpcError(code, message));
}
