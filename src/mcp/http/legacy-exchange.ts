import {
  WebStandardStreamableHTTPServerTransport,
  type CallToolResult,
  type JSONRPCMessage,
  type ReadResourceResult,
} from '@modelcontextprotocol/server';
import type { DirectoryServer } from '../directory-server.js';
import { INVALID_REQUEST } from './rpc-fault.js';

const INVALID_PARAMS = -32_602;
/** "Resource not found" up to revision 2025-11-25; the SDK says -32602, as the later ones have it. */
const RESOURCE_NOT_FOUND = -32_002;
/** Clients of the revisions before refuse a whole result for a kind of content that they do not know. */
const FIRST_WITH_LINKS = '2025-06-18';
/** Characters that the reads of a batch may answer together: 16 long ones would be more than a string can hold. */
const MOST_READ = 4 * 1_024 * 1_024;

/** Serves one request of a revision before 2026-07-28; of which, is not always known. */
export async function legacyExchange(
  server: DirectoryServer,
  request: Request,
  parsedBody: unknown,
  revision = '',
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const send = transport.send.bind(transport);
  const hasLinks = revision >= FIRST_WITH_LINKS;
  let length = 0;
  transport.send = (message, options) => {
    const before = length;
    length += lengthRead(message);
    const fits = before === 0 || length === before || length <= MOST_READ;
    const told = fits ? withLegacyCode(message) : tooMuch(message);
    return send(hasLinks ? told : withoutLinks(told), options);
  };
  try {
    await server.connect(transport);
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}

function lengthRead(message: JSONRPCMessage): number {
  if (!('result' in message)) return 0;
  const { contents = [] } = message.result as Partial<ReadResourceResult>;
  return contents.reduce((sum, content) => sum + ('text' in content ? content.text.length : 0), 0);
}

function tooMuch(message: JSONRPCMessage): JSONRPCMessage {
  const text = 'The batch reads too much: read this resource by itself.';
  const id = 'id' in message ? message.id : undefined;
  return { jsonrpc: '2.0', id, error: { code: INVALID_REQUEST, message: text } };
}

function withLegacyCode(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message) || message.error.code !== INVALID_PARAMS) return message;
  const { data } = message.error;
  const isNotFound = typeof data === 'object' && data !== null && 'uri' in data;
  return isNotFound
    ? { ...message, error: { ...message.error, code: RESOURCE_NOT_FOUND } }
    : message;
}

function withoutLinks(message: JSONRPCMessage): JSONRPCMessage {
  if (!('result' in message)) return message;
  const { content } = message.result as Partial<CallToolResult>;
  if (content === undefined) return message;
  const known = content.filter(({ type }) => type !== 'resource_link');
  return { ...message, result: { ...message.result, content: known } };
}
