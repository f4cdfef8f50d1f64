import type { Response } from 'express';

/** A request that is refused before it is a message of the protocol: HTTP status and JSON-RPC error. */
export interface RpcFault {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** JSON-RPC codes; what HTTP refuses has the one that servers may define first. */
export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
export const SERVER_ERROR = -32_000;

/** Answers with the error. */
export function sendFault(response: Response, { status, code, message, headers }: RpcFault): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }));
}
