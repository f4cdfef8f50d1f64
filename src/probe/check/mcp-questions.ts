import type { Question } from '../../outbound/dial/dialler.js';

/** The name of this client, for headers and messages. */
export interface ProbeClient {
  readonly name: string;
  readonly version: string;
}

const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';

/** The only headers that every probe sends. */
export function commonHeaders({ name, version }: ProbeClient): Record<string, string> {
  return { 'User-Agent': `${name}/${version} (health probe)`, 'Accept-Encoding': 'identity' };
}

/**
 * `server/discover`, which every server of MCP 2026-07-28 has
 * (https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http, "Request Metadata").
 */
export function discover(client: ProbeClient): Question {
  const method = 'server/discover';
  return post(
    client,
    method,
    { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': method },
    {
      _meta: {
        'io.modelcontextprotocol/protocolVersion': MODERN,
        'io.modelcontextprotocol/clientInfo': client,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  );
}

/** `initialize`, with which a conversation began up to MCP 2025-11-25. */
export function initialize(client: ProbeClient): Question {
  return post(
    client,
    'initialize',
    {},
    {
      protocolVersion: LEGACY,
      capabilities: {},
      clientInfo: client,
    },
  );
}

/** Ends the session that a legacy server began at {@link initialize}: probes shall not pile them up. */
export function endSession(client: ProbeClient, session: string): Question {
  return {
    method: 'DELETE',
    headers: {
      ...commonHeaders(client),
      'MCP-Protocol-Version': LEGACY,
      'Mcp-Session-Id': session,
    },
  };
}

function post(
  client: ProbeClient,
  method: string,
  headers: Readonly<Record<string, string>>,
  params: object,
): Question {
  return {
    method: 'POST',
    headers: {
      ...commonHeaders(client),
      Accept: 'application/json, text/event-stream',
      'Content-Type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}
