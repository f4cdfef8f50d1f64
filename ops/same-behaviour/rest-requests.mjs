/** Requests over every REST route: the main job first, then every method, header and error. */
import { Buffer } from 'node:buffer';

const DIRECTORY = '/mcp/resources/omega/directory';
const FIRST_SERVERS = 12;

const READS = [
  '/health',
  '/health?verbose',
  '/health/live',
  '/health/ready',
  `${DIRECTORY}/servers`,
  `${DIRECTORY}/servers/s3`,
  `${DIRECTORY}/servers/s3/proof`,
  `${DIRECTORY}/servers/s3/server-card`,
  `${DIRECTORY}/servers/nobody`,
  `${DIRECTORY}/tags`,
  `${DIRECTORY}/search?q=weather`,
  `${DIRECTORY}/snapshot`,
  '/servers/status',
  '/servers/tombstones',
  '/servers/s3/history',
  '/signing/keys',
  '/.well-known/jwks.json',
  '/.well-known/ai-catalog.json',
  '/mcp/server-card',
  '/docs',
  '/docs-json',
  '/docs-yaml',
  '/docs/swagger-ui.css',
  '/',
  '/nothing/here',
];

const WRITES = [
  '/servers/register',
  '/servers/heartbeat',
  '/servers/batch/register',
  '/servers/batch/heartbeat',
  '/servers/self-preservation',
  '/servers/heartbeat-pace',
  '/servers/s3/disable',
  '/servers/s3/enable',
  '/servers/s3/release-key',
  '/servers/s3/purge',
  '/servers/s3/probe',
  '/signing/keys/some-key/revoke',
];

const QUERIES = [
  'limit=3',
  'limit=0',
  'limit=501',
  'limit=a',
  'limit=3&limit=4',
  'cursor=abc',
  'cursor=',
  'tag=weather',
  'tag=weather&tag=code',
  'status=healthy',
  'status=dead',
  'tool=forecast',
  'q=weather',
  'q=',
  `q=${'x'.repeat(300)}`,
  'q=wether',
  'version=1.0.0',
  'protocol=mcp',
  'unknown=1',
  'limit=3&q=server&tag=weather',
  'q=%00',
  'q=%ff',
  'updated_since=2026-01-01T00:00:00Z',
  'sort=name',
];

const BODIES = [
  undefined,
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{}',
  '{"id":"s3"}',
  '{"id":"s3","status":"unwell"}',
  '{"id":3}',
  '{"id":"../x"}',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '{"servers":[]}',
  '{"servers":[{"id":"x"},3]}',
  '{"heartbeats":[{"id":"s3","status":"healthy"},{"id":"nobody"}]}',
  '{"enabled":"yes"}',
  '{"reason":5}',
  `{"id":"s3","unknown":"${'y'.repeat(2_000)}"}`,
];

const HEADERS = [
  { Accept: 'application/jose' },
  { Accept: 'text/html' },
  { Accept: 'text/plain' },
  { Accept: 'image/png' },
  { 'Accept-Encoding': 'gzip' },
  { 'If-None-Match': '*' },
  { 'If-None-Match': '"other"' },
  { Origin: 'http://localhost:3000' },
  { Origin: 'https://evil.example' },
  { Host: 'evil.example' },
  { 'X-Request-Id': 'my-request-1' },
  { 'X-Request-Id': 'not good ü' },
  { 'X-Forwarded-For': '203.0.113.7' },
  { Expect: '200-maybe' },
  { Range: 'bytes=0-9' },
  { Authorization: 'Bearer abc' },
];

const BROKEN = [
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n',
  'GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /health HTTP/1.0\r\n\r\n',
  'GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n',
  'GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'GET //servers/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'GET /SERVERS/status/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
  'POST /servers/register HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
  'POST /servers/register HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n',
];

function manifest(number, more = {}) {
  return {
    id: `s${number}`,
    display_name: `Server ${number}`,
    description: number % 2 === 0 ? 'Tells the weather of tomorrow.' : 'Reads source code.',
    version: `1.${number}.0`,
    endpoints: { mcp: `http://localhost:8080/${number}/mcp` },
    tools: [{ name: number % 2 === 0 ? 'forecast' : 'analyze', description: 'What it does.' }],
    tags: number % 2 === 0 ? ['weather'] : ['code', 'analysis'],
    ...more,
  };
}

const post = (path, value) => ({ method: 'POST', path, body: JSON.stringify(value) });

function* mainJob() {
  for (let number = 0; number < FIRST_SERVERS; number += 1) {
    const static_ = number % 3 === 0 ? { heartbeat_interval_seconds: 0 } : {};
    yield post('/servers/register', manifest(number, static_));
  }
  yield post('/servers/register', manifest(1));
  yield post('/servers/register', manifest(1, { version: '2.0.0' }));
  yield post('/servers/heartbeat', { id: 's1', status: 'healthy' });
  yield post('/servers/heartbeat', { id: 's2', status: 'draining' });
  yield post('/servers/heartbeat', { id: 'nobody', status: 'healthy' });
  yield post('/servers/batch/register', { servers: [manifest(20), manifest(21), { id: '!' }] });
  yield post('/servers/batch/heartbeat', { heartbeats: [{ id: 's20' }, { id: 's99' }] });
  yield post('/servers/s4/disable', { reason: 'for a test' });
  yield post('/servers/s5/disable', {});
  yield post('/servers/s5/enable', {});
  yield { method: 'DELETE', path: '/servers/s6' };
  yield { method: 'DELETE', path: '/servers/s6' };
  yield { method: 'DELETE', path: '/servers/nobody' };
}

function* reads() {
  for (const path of READS) {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
      if (method === 'DELETE' && path.startsWith('/servers/')) continue;
      yield { method, path };
    }
    yield { method: 'POST', path, body: '{}' };
    yield { method: 'GET', path: `${path}${path.includes('?') ? '&' : '?'}unknown=1` };
    yield { method: 'GET', path: `${path.split('?')[0]}/` };
  }
  for (const query of QUERIES) {
    for (const route of ['servers', 'search', 'tags']) {
      yield { method: 'GET', path: `${DIRECTORY}/${route}?${query}` };
    }
    yield { method: 'GET', path: `${DIRECTORY}/events?wait=0&${query}`, stream: true };
  }
  for (const headers of HEADERS) {
    for (const path of READS.slice(0, 20)) yield { method: 'GET', path, headers };
  }
}

function* writes() {
  for (const path of WRITES) {
    for (const body of BODIES) yield { method: 'POST', path, body };
    yield { method: 'POST', path, body: '{}', headers: { 'Content-Type': 'text/plain' } };
    yield { method: 'POST', path, body: '{}', headers: { 'Content-Encoding': 'gzip' } };
    yield { method: 'POST', path: `${path}?x=1`, body: '{}' };
    for (const headers of HEADERS) yield { method: 'POST', path, body: '{"id":"s3"}', headers };
    const length = String(Buffer.byteLength('{}') + 5_000_000);
    yield { method: 'POST', path, body: '{}', headers: { 'Content-Length': length }, stream: true };
  }
}

function* streams() {
  const path = `${DIRECTORY}/events`;
  yield { method: 'GET', path, stream: true };
  yield { method: 'GET', path: `${path}?q=weather&tag=weather`, stream: true };
  yield { method: 'GET', path, headers: { 'Last-Event-ID': 'not-a-position' }, stream: true };
  yield { method: 'GET', path: `${DIRECTORY}/servers?wait=1`, stream: true };
}

/** @returns {Generator<import('./exchange.mjs').Request>} */
export function* restRequests() {
  yield* mainJob();
  yield* reads();
  yield* streams();
  yield* writes();
  for (const raw of BROKEN) yield { method: 'RAW', path: raw.slice(0, 60), raw };
  yield* reads();
}
