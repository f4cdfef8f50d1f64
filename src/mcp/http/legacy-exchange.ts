import {
  WebStandardStreamableHTTPServerTransport,
  type JSONRPCMessage,
} from '@modelcontextprotocol/server';
import type { DirectoryServer } from '../directory-server.js';

const INVALID_PARAMS = -32_602;
/** "Resource not found" up to revision 2025-11-25; the SDK says -32602, as the later ones have it. */
const RESOURCE_NOT_FOUND = -32_002;

/** Serves one request of a revision before 2026-07-28. */
export async function legacyExchange(
  server: DirectoryServer,
  request: Request,
  parsedBody: unknown,
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const send = transport.send.bind(transport);
  transport.send = (message, options) => send(withLegacyCode(message), options);
  try {
    await server.connect(transport);
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}

function withLegacyCode(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message) || message.error.code !== INVALID_PARAMS) return message;
  const { data } = message.error;
  const isNotFound = typeof data === 'object' && data !== null && 'uri' in data;
  return isNotFound
    ? { ...message, error: { ...message.error, code: RESOURCE_NOT_FOUND } }
    : message;
}
