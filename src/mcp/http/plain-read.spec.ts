import { describe, expect, it } from '@jest/globals';
import { plainRead } from './plain-read.js';

const URI = 'omega://directory/tags';
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
  'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
};
const HEADERS = {
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'resources/read',
  'mcp-name': URI,
};
const BODY = {
  jsonrpc: '2.0',
  id: 'a',
  method: 'resources/read',
  params: { uri: URI, _meta: META },
};

function read(body: unknown, headers: Record<string, string> = HEADERS): unknown {
  return plainRead({ headers } as never, body);
}

const params = (changes: object): object => ({ ...BODY, params: { ...BODY.params, ...changes } });
const meta = (changes: object): object => params({ _meta: { ...META, ...changes } });

const UNUSUAL: readonly { name: string; body?: unknown; headers?: Record<string, string> }[] = [
  { name: 'no object', body: [BODY] },
  { name: 'another method', body: { ...BODY, method: 'resources/list' } },
  { name: 'another version of JSON-RPC', body: { ...BODY, jsonrpc: '1.0' } },
  { name: 'a further member', body: { ...BODY, x: 1 } },
  { name: 'no id', body: { ...BODY, id: undefined } },
  { name: 'an id that is no whole number', body: { ...BODY, id: 1.5 } },
  { name: 'no parameters', body: { ...BODY, params: undefined } },
  { name: 'a further parameter', body: params({ x: 1 }) },
  { name: 'a URI that is not text', body: params({ uri: 1 }) },
  { name: 'no _meta', body: params({ _meta: undefined }) },
  { name: 'a trace', body: meta({ traceparent: 'x' }) },
  {
    name: 'another revision',
    body: meta({ 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }),
  },
  {
    name: 'no capabilities',
    body: meta({ 'io.modelcontextprotocol/clientCapabilities': undefined }),
  },
  {
    name: 'a capability that is a text',
    body: meta({ 'io.modelcontextprotocol/clientCapabilities': { a: 'b' } }),
  },
  {
    name: 'a detail of a capability that is a text',
    body: meta({ 'io.modelcontextprotocol/clientCapabilities': { roots: { listChanged: 'yes' } } }),
  },
  {
    name: 'a capability with unusual details',
    body: meta({ 'io.modelcontextprotocol/clientCapabilities': { sampling: { tools: { a: 1 } } } }),
  },
  {
    name: 'a client without a version',
    body: meta({ 'io.modelcontextprotocol/clientInfo': { name: 'x' } }),
  },
  { name: 'another method in the header', headers: { ...HEADERS, 'mcp-method': 'tools/call' } },
  { name: 'another name in the header', headers: { ...HEADERS, 'mcp-name': 'x' } },
  {
    name: 'another version in the header',
    headers: { ...HEADERS, 'mcp-protocol-version': '2025-11-25' },
  },
];

describe('plainRead', () => {
  it('should recognise a valid request', () => {
    expect(read(BODY)).toEqual({ id: 'a', uri: URI });
    expect(read({ ...BODY, id: 7 })).toEqual({ id: 7, uri: URI });
    const capabilities = { roots: { listChanged: true }, elicitation: { form: {}, url: {} } };
    const detailed = meta({ 'io.modelcontextprotocol/clientCapabilities': capabilities });
    expect(read(detailed)).toEqual({ id: 'a', uri: URI });
  });

  it.each(UNUSUAL)('should leave a request with $name to the SDK', ({ body = BODY, headers }) => {
    expect(read(body, headers)).toBeUndefined();
  });
});
