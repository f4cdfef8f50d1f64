/** Requests over the MCP endpoint in both eras. */
const ACCEPT = 'application/json, text/event-stream';
const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';

const CALLS = [
  ['ping', {}],
  ['tools/list', {}],
  ['resources/list', {}],
  ['resources/list', { cursor: 'abc' }],
  ['resources/templates/list', {}],
  ['prompts/list', {}],
  ['tools/call', { name: 'find_servers', arguments: {} }],
  ['tools/call', { name: 'find_servers', arguments: { query: 'weather' } }],
  ['tools/call', { name: 'find_servers', arguments: { query: 5 } }],
  ['tools/call', { name: 'find_servers', arguments: { nothing: true } }],
  ['tools/call', { name: 'get_server', arguments: { id: 's3' } }],
  ['tools/call', { name: 'get_server', arguments: { id: 'nobody' } }],
  ['tools/call', { name: 'get_server', arguments: {} }],
  ['tools/call', { name: 'list_tags', arguments: {} }],
  ['tools/call', { name: 'no_such_tool', arguments: {} }],
  ['tools/call', {}],
  ['resources/read', { uri: 'omega://directory/servers' }],
  ['resources/read', { uri: 'omega://directory/servers/s3' }],
  ['resources/read', { uri: 'omega://directory/servers/nobody' }],
  ['resources/read', { uri: 'omega://directory/tags' }],
  ['resources/read', { uri: 'http://localhost/x' }],
  ['resources/read', {}],
  ['prompts/get', { name: 'connect', arguments: { id: 's3' } }],
  ['prompts/get', { name: 'nothing' }],
  [
    'completion/complete',
    {
      ref: { type: 'ref/resource', uri: 'omega://directory/servers/{id}' },
      argument: { name: 'id', value: 's' },
    },
  ],
  ['server/discover', {}],
  ['subscriptions/listen', { notifications: { resourcesListChanged: true } }],
  ['resources/subscribe', { uri: 'omega://directory/servers' }],
  ['logging/setLevel', { level: 'debug' }],
  ['no/such/method', {}],
];

const MESSAGES = [
  '',
  '{',
  '[]',
  '{}',
  'null',
  '{"jsonrpc":"2.0"}',
  '{"jsonrpc":"2.0","method":"ping"}',
  '{"jsonrpc":"1.0","id":1,"method":"ping"}',
  '{"jsonrpc":"2.0","id":null,"method":"ping"}',
  '{"jsonrpc":"2.0","id":1,"result":{}}',
  '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]',
  `{"jsonrpc":"2.0","id":1,"method":"${'m'.repeat(500)}"}`,
];

const HEADERS = [
  {},
  { Accept: 'application/json' },
  { Accept: '*/*' },
  { Accept: 'text/html' },
  { 'Content-Type': 'text/plain' },
  { 'MCP-Protocol-Version': '1999-01-01' },
  { 'MCP-Protocol-Version': LEGACY },
  { 'MCP-Protocol-Version': MODERN },
  { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': 'tools/list' },
  { 'Mcp-Session-Id': 'nobody' },
  { Origin: 'https://evil.example' },
  { Host: 'evil.example' },
];

const mcp = (body, headers = {}) => ({
  method: 'POST',
  path: '/mcp',
  headers: { Accept: ACCEPT, ...headers },
  body,
  stream: true,
});

function modern(method, params) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const name = params.name ?? params.uri;
  const headers = {
    'MCP-Protocol-Version': MODERN,
    'Mcp-Method': method,
    ...(name !== undefined && { 'Mcp-Name': name }),
  };
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } };
  return mcp(JSON.stringify(message), headers);
}

/** @returns {Generator<import('./exchange.mjs').Request>} */
export function* mcpRequests() {
  const clientInfo = { name: 'same-behaviour', version: '1.0.0' };
  for (const protocolVersion of [LEGACY, '2025-06-18', '2025-03-26', '1999-01-01']) {
    const params = { protocolVersion, capabilities: {}, clientInfo };
    yield mcp(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }));
  }
  for (const [method, params] of CALLS) {
    yield mcp(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), {
      'MCP-Protocol-Version': LEGACY,
    });
    yield modern(method, params);
  }
  for (const message of MESSAGES) yield mcp(message);
  const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  for (const headers of HEADERS) {
    yield mcp(ping, headers);
    yield { method: 'GET', path: '/mcp', headers, stream: true };
    yield { method: 'DELETE', path: '/mcp', headers };
  }
  for (const method of ['HEAD', 'OPTIONS', 'PUT', 'PATCH']) yield { method, path: '/mcp' };
  yield { ...mcp(ping), path: '/mcp?x=1' };
  yield { ...mcp(ping), path: '/mcp/' };
}
