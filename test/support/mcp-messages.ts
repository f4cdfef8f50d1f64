/** Headers that every client sends. */
export const MCP_HEADERS = {
  'Content-Type': 'application/json',
  Accept: 'application/json, text/event-stream',
};

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A request of a revision before 2026-07-28. */
export function legacyRequest(method: string, params: object = {}): object {
  return { jsonrpc: '2.0', id: 1, method, params };
}

/** A request of revision 2026-07-28. */
export function modernRequest(method: string, params: object = {}): object {
  return { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } };
}

/** The headers that go with a request of revision 2026-07-28; `name` = what it names, if anything. */
export function modernHeaders(method: string, name?: string): Record<string, string> {
  return {
    ...MCP_HEADERS,
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': method,
    ...(name !== undefined && { 'Mcp-Name': name }),
  };
}
