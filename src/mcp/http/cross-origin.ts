import type { Request, Response } from 'express';

const METHODS = 'POST, GET, DELETE';
const REQUEST_HEADERS =
  'Accept, Authorization, Content-Type, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id';
const RESPONSE_HEADERS = 'Mcp-Session-Id, Retry-After, X-Request-Id';
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets the page of an allowed origin read the answer (CORS). Says whether that was all: a browser that only asks whether
 * it may send a request has its answer.
 */
export function shareWithPage({ method, headers }: Request, response: Response): boolean {
  const { origin } = headers;
  if (origin === undefined) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', RESPONSE_HEADERS);
  response.setHeader('Vary', 'Origin');
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': REQUEST_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  response.end();
  return true;
}
