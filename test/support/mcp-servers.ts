import type { ServerResponse } from 'node:http';
import type { Respond, SeenRequest } from './target-server.js';

const MODERN = '2026-07-28';

interface Message {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly _meta?: Record<string, unknown>; readonly protocolVersion?: string };
}

function json(response: ServerResponse, status: number, value: object, headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', ...value }));
}

/** A server of MCP 2026-07-28 alone, strict about headers, as the specification has it. */
export const modernServer: Respond = (request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(405, { Allow: 'POST' }).end();
    return;
  }
  const { id, method, params } = JSON.parse(request.body) as Message;
  const { headers } = request;
  const version = params._meta?.['io.modelcontextprotocol/protocolVersion'];
  const agrees = headers['mcp-method'] === method && headers['mcp-protocol-version'] === version;
  if (!agrees || !acceptsBoth(request)) {
    json(response, 400, { id, error: { code: -32020, message: 'Header mismatch' } });
  } else if (version !== MODERN) {
    const data = { supported: [MODERN], requested: version };
    json(response, 400, { id, error: { code: -32022, message: 'Unsupported version', data } });
  } else if (method !== 'server/discover') {
    json(response, 404, { id, error: { code: -32601, message: 'Method not found' } });
  } else {
    const result = { resultType: 'complete', supportedVersions: [MODERN], capabilities: {} };
    json(response, 200, { id, result: { ...result, ttlMs: 0, cacheScope: 'public' } });
  }
};

/** A server up to MCP 2025-11-25 with sessions, as the older SDKs make them; it answers in JSON. */
export function legacyServer(sessions: Set<string>): Respond {
  return (request, response) => {
    const session = request.headers['mcp-session-id'];
    if (request.method === 'DELETE') {
      response.writeHead(sessions.delete(String(session)) ? 200 : 404).end();
      return;
    }
    const { id, method, params } = JSON.parse(request.body) as Message;
    if (!acceptsBoth(request)) {
      json(response, 406, { id: null, error: { code: -32000, message: 'Not Acceptable' } });
    } else if (method === 'initialize') {
      const name = `session-${sessions.size + 1}`;
      sessions.add(name);
      const result = { protocolVersion: params.protocolVersion, capabilities: {}, serverInfo: {} };
      json(response, 200, { id, result }, { 'Mcp-Session-Id': name });
    } else {
      const error = { code: -32000, message: 'Bad Request: No valid session ID provided' };
      json(response, 400, { id: null, error });
    }
  };
}

/** Answers `initialize` with a stream that says nothing and never ends, and knows nothing else. */
export const endlessStream: Respond = (request, response) => {
  const { method } = JSON.parse(request.body) as Message;
  if (method !== 'initialize') {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  response.write(': nothing yet\n\n');
};

/** Answers every method with this message. */
export function jsonRpc(status: number, message: object): Respond {
  return (_request, response) => {
    json(response, status, { id: 1, ...message });
  };
}

function acceptsBoth({ headers }: SeenRequest): boolean {
  const { accept = '' } = headers;
  return accept.includes('application/json') && accept.includes('text/event-stream');
}
