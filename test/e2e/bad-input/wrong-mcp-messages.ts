import { gzipSync } from 'node:zlib';
import { legacyRequest, modernHeaders, modernRequest } from '../../support/mcp-messages.js';
import type { RawRequest } from '../../support/raw-client.js';

const READ = 'resources/read';
export const SERVERS = 'omega://directory/servers';
const INITIALIZE = legacyRequest('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'x', version: '1' },
});
export const read = (uri: unknown): object => legacyRequest(READ, { uri });

/** Changes of a good POST. */
export interface BadRequest extends Partial<Omit<RawRequest, 'body'>> {
  readonly body?: unknown;
}

/** What is refused before or by the protocol: name, HTTP status, JSON-RPC code, request. */
export const REFUSED: readonly [name: string, status: number, code: number, request: BadRequest][] =
  [
    ['no JSON', 400, -32_700, { body: '{"jsonrpc":' }],
    ['an empty body', 400, -32_700, { body: '' }],
    ['bytes that are no UTF-8', 400, -32_700, { body: Buffer.from('"\xff"', 'latin1') }],
    ['a scalar', 400, -32_600, { body: '7' }],
    ['null', 400, -32_600, { body: 'null' }],
    ['an object that is not a message', 400, -32_600, { body: {} }],
    ['another version of JSON-RPC', 400, -32_600, { body: { ...read(SERVERS), jsonrpc: '1.0' } }],
    ['an id that is an object', 400, -32_600, { body: { ...read(SERVERS), id: {} } }],
    ['a message without a method', 400, -32_600, { body: { jsonrpc: '2.0', id: 1 } }],
    ['deep nesting', 400, -32_600, { body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }],
    ['an empty batch', 400, -32_600, { body: [] }],
    ['a batch of 17', 400, -32_600, { body: Array.from({ length: 17 }, () => read(SERVERS)) }],
    ['a batch with rubbish', 400, -32_600, { body: [1, 2] }],
    ['a batch with two initializations', 400, -32_600, { body: [INITIALIZE, INITIALIZE] }],
    ['a large body', 413, -32_000, { body: `"${'x'.repeat(70_000)}"` }],
    [
      'a form',
      415,
      -32_000,
      { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=b' },
    ],
    ['no content type', 415, -32_000, { headers: { 'Content-Type': '' }, body: read(SERVERS) }],
    [
      'an unknown encoding',
      415,
      -32_000,
      { headers: { 'Content-Encoding': 'x' }, body: read(SERVERS) },
    ],
    [
      'a compressed body',
      415,
      -32_000,
      {
        headers: { 'Content-Encoding': 'gzip' },
        body: gzipSync(JSON.stringify(read(SERVERS))),
      },
    ],
    ['a key twice', 400, -32_700, { body: '{"jsonrpc":"2.0","jsonrpc":"2.0","id":1}' }],
    ['a byte order mark', 400, -32_700, { body: `\ufeff${JSON.stringify(read(SERVERS))}` }],
    ['many values', 400, -32_600, { body: `[${'[],'.repeat(20_000)}1]` }],
    ['a query string', 400, -32_600, { path: '/mcp?id=a', body: read(SERVERS) }],
    ['an empty query string', 400, -32_600, { path: '/mcp?', body: read(SERVERS) }],
    ['no Accept', 406, -32_000, { headers: { Accept: '' }, body: read(SERVERS) }],
    [
      'an Accept without streams',
      406,
      -32_000,
      { headers: { Accept: 'application/json' }, body: read(SERVERS) },
    ],
    [
      'an unknown version in the header',
      400,
      -32_000,
      { headers: { 'MCP-Protocol-Version': '1999-01-01' }, body: read(SERVERS) },
    ],
    ['a foreign Host', 421, -32_000, { headers: { Host: 'evil.example' }, body: read(SERVERS) }],
    [
      'a Host with user information',
      400,
      -32_000,
      { headers: { Host: 'evil.example@localhost' }, body: read(SERVERS) },
    ],
    ['a malformed Host', 400, -32_000, { headers: { Host: 'a b' }, body: read(SERVERS) }],
    [
      'a foreign Origin',
      403,
      -32_000,
      { headers: { Origin: 'https://evil.example' }, body: read(SERVERS) },
    ],
    ['an opaque Origin', 403, -32_000, { headers: { Origin: 'null' }, body: read(SERVERS) }],
    ['GET', 405, -32_000, { method: 'GET' }],
    ['DELETE', 405, -32_000, { method: 'DELETE' }],
    ['PUT', 405, -32_000, { method: 'PUT', body: read(SERVERS) }],
    ['OPTIONS', 405, -32_000, { method: 'OPTIONS' }],
    [
      'GET with an unknown session',
      404,
      -32_001,
      { method: 'GET', headers: { 'Mcp-Session-Id': 'abc' } },
    ],
    [
      'GET with an old session',
      404,
      -32_001,
      {
        method: 'GET',
        headers: { 'Mcp-Session-Id': 'lb2o3k00.00000000-0000-4000-8000-000000000000' },
      },
    ],
    [
      'GET with an unknown version in the header',
      400,
      -32_000,
      { method: 'GET', headers: { 'MCP-Protocol-Version': '1999-01-01', 'Mcp-Session-Id': 'a' } },
    ],
    [
      'GET that takes no stream',
      406,
      -32_000,
      { method: 'GET', headers: { Accept: 'text/html', 'Mcp-Session-Id': 'a' } },
    ],
    [
      'a newer version',
      400,
      -32_022,
      {
        headers: { ...modernHeaders(READ, SERVERS), 'MCP-Protocol-Version': '2099-01-01' },
        body: newer(),
      },
    ],
    [
      'another method in the header',
      400,
      -32_020,
      {
        headers: modernHeaders('tools/list', SERVERS),
        body: modernRequest(READ, { uri: SERVERS }),
      },
    ],
    [
      'another name in the header',
      400,
      -32_020,
      { headers: modernHeaders(READ, 'x'), body: modernRequest(READ, { uri: SERVERS }) },
    ],
    [
      'no name in the header',
      400,
      -32_020,
      { headers: modernHeaders(READ), body: modernRequest(READ, { uri: SERVERS }) },
    ],
    [
      'a modern header without _meta',
      400,
      -32_602,
      { headers: modernHeaders(READ, SERVERS), body: read(SERVERS) },
    ],
    [
      'an unknown modern method',
      404,
      -32_601,
      { headers: modernHeaders('servers/call'), body: modernRequest('servers/call') },
    ],
    [
      'an old method in a modern request',
      404,
      -32_601,
      {
        headers: modernHeaders('resources/subscribe', SERVERS),
        body: modernRequest('resources/subscribe', { uri: SERVERS }),
      },
    ],
    [
      'a modern batch',
      400,
      -32_600,
      { headers: modernHeaders(READ), body: [modernRequest(READ, { uri: SERVERS })] },
    ],
  ];

/** What the protocol answers with an error in its own message. */
export const ANSWERED: readonly [name: string, code: number, message: object][] = [
  ['an unknown method', -32_601, legacyRequest('servers/call')],
  ['no URI', -32_602, legacyRequest(READ)],
  ['a URI that is a number', -32_602, read(7)],
  ['an unknown URI', -32_002, read('omega://directory/servers/../..')],
  ['an over-long id', -32_002, read(`${SERVERS}/${'x'.repeat(10_000)}`)],
  ['an over-long query', -32_602, read(`omega://directory/search?q=${'x'.repeat(10_000)}`)],
  ['a query that is badly encoded', -32_602, read('omega://directory/search?q=%zz')],
  ['a query with NUL', -32_602, read('omega://directory/search?q=%00')],
  ['a cursor of another list', -32_602, legacyRequest('resources/list', { cursor: '????' })],
  ['a cursor that is a list', -32_602, legacyRequest('resources/list', { cursor: [] })],
  [
    'arguments that are a list',
    -32_602,
    legacyRequest('tools/call', { name: 'list_tags', arguments: [] }),
  ],
  ['a tool without a name', -32_602, legacyRequest('tools/call')],
  ['a completion without a reference', -32_602, legacyRequest('completion/complete')],
  [
    'a subscription without a session',
    -32_600,
    legacyRequest('resources/subscribe', { uri: SERVERS }),
  ],
  ['a subscription to nothing', -32_002, legacyRequest('resources/subscribe', { uri: 'x:y' })],
  ['discovery by an old client', -32_601, legacyRequest('server/discover')],
  [
    'listening by an old client',
    -32_601,
    legacyRequest('subscriptions/listen', { notifications: {} }),
  ],
];

/** What modern listening answers. */
export const LISTENS: readonly [name: string, code: number, params: object][] = [
  ['no filter', -32_602, {}],
  ['a filter that is a text', -32_602, { notifications: 'all' }],
  ['URIs that are no texts', -32_602, { notifications: { resourceSubscriptions: 'x' } }],
  [
    'URIs of which one is not text',
    -32_602,
    { notifications: { resourceSubscriptions: [SERVERS, 7] } },
  ],
];

function newer(): object {
  const message = modernRequest(READ, { uri: SERVERS }) as { params: { _meta: object } };
  const version = { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
  return { ...message, params: { uri: SERVERS, _meta: { ...message.params._meta, ...version } } };
}
