import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { visibleState } from '../support/directory-state.js';
import { ExampleDirectory } from '../support/example-directory.js';
import { problemOf } from '../support/problem.js';
import type { RawClient } from '../support/raw-client.js';
import { manifestJson } from './bad-input/bad-manifest.js';
import { BATCH_REGISTER, HEARTBEAT, REGISTER } from './bad-input/bad-request.js';

const HOST = 'Host: localhost\r\nConnection: close';
const VALID = manifestJson({});

/** What Node's HTTP parser refuses before the directory sees it. Each character is one byte. */
const NO_REQUESTS: readonly [name: string, status: number, bytes: string][] = [
  ['text', 400, 'register me please\r\n\r\n'],
  ['the beginning of TLS', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['the beginning of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['another version of HTTP', 400, `GET /health HTTP/9.9\r\n${HOST}\r\n\r\n`],
  ['an unknown method', 400, `REGISTER /servers/register HTTP/1.1\r\n${HOST}\r\n\r\n`],
  ['a method in lower case', 400, `get /health HTTP/1.1\r\n${HOST}\r\n\r\n`],
  ['no host', 400, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['no host in HTTP/1.0', 400, 'GET /servers/status HTTP/1.0\r\n\r\n'],
  ['two hosts', 400, get('/health', 'Host: localhost')],
  ['two hosts, one of them foreign', 400, get('/servers/status', 'host: evil.example')],
  ['an empty host', 400, 'GET /health HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
  ['another host', 421, get('/health').replace('localhost', 'evil.example')],
  ['another host in the request line', 421, get('http://evil.example/health')],
  ['a fragment in the path', 400, get('/servers/status#x')],
  ['backslashes and a fragment in the path', 400, get('/servers\\status#')],
  ['backslashes in a whole URL', 400, get('http://localhost/servers\\status')],
  ['a URL of another scheme', 400, get('ftp://localhost/servers/status')],
  ['an asterisk', 400, get('*')],
  ['NUL in the path', 400, get('/\0')],
  ['a space in the path', 400, get('/a b')],
  ['a byte beyond ASCII in the path', 400, get('/\xff')],
  ['a byte beyond ASCII in the query', 400, get('/health?\xe4=1')],
  ['a path of 20,000 characters', 431, get(`/${'x'.repeat(20_000)}`)],
  ['a header of 20,000 characters', 431, get('/health', `A: ${'x'.repeat(20_000)}`)],
  [
    '10,000 headers',
    431,
    get('/health', Array.from({ length: 10_000 }, () => 'A: b').join('\r\n')),
  ],
  ['a space in the name of a header', 400, get('/health', 'A b: c')],
  ['NUL in a header', 400, get('/health', 'A: \0')],
  ['a folded header', 400, get('/health', 'A: b\r\n c')],
  ['a length that is not a number', 400, post(VALID, 'Content-Length: many')],
  ['a negative length', 400, post(VALID, 'Content-Length: -1')],
  ['two lengths', 400, post(VALID, 'Content-Length: 2\r\nContent-Length: 3')],
  [
    'a length and chunks',
    400,
    post('0\r\n\r\n', 'Content-Length: 5\r\nTransfer-Encoding: chunked'),
  ],
  ['an unknown transfer encoding', 400, post(VALID, 'Transfer-Encoding: gzip')],
  ['a chunk without a size', 400, post('zz\r\n{}\r\n', 'Transfer-Encoding: chunked')],
  ['an unknown expectation', 417, post(VALID, `Content-Length: ${VALID.length}\r\nExpect: luck`)],
];

/** Requests whose sender goes away in the middle. */
const CUT_REQUESTS: readonly [name: string, bytes: string][] = [
  ['a request line', 'POST /servers/reg'],
  ['headers', `POST /servers/register HTTP/1.1\r\n${HOST}\r\nContent-`],
  ['a body', post(VALID, `Content-Length: ${VALID.length + 1}`)],
  ['chunks', post(`${VALID.length.toString(16)}\r\n${VALID}\r\n`, 'Transfer-Encoding: chunked')],
  ['a compressed body', post('\x1f\x8b', 'Content-Encoding: gzip\r\nContent-Length: 500')],
  ['a heartbeat', post('{"id":"my_analyzer"', 'Content-Length: 100', HEARTBEAT)],
  ['a batch', post(`{"servers":[${VALID},`, 'Content-Length: 5000000', BATCH_REGISTER)],
];

describe('Bad HTTP', () => {
  let directory: ExampleDirectory;
  let client: RawClient;
  let before: unknown;

  beforeAll(async () => {
    directory = await ExampleDirectory.start();
    client = directory.client;
    before = await visibleState(client);
  });

  afterAll(async () => {
    await directory.end();
  });

  /** Sends bytes and returns all that comes back until the directory closes; `abort` does not wait for anything. */
  function exchange(bytes: string, abort = false): Promise<string> {
    return new Promise((resolve) => {
      let received = '';
      const socket = connect(client.port, '127.0.0.1');
      socket.setEncoding('latin1');
      socket.on('data', (chunk: string) => (received += chunk));
      // The rest of what is sent may meet a closed connection.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(received);
      });
      socket.write(bytes, 'latin1', () => {
        if (abort) socket.destroy();
      });
    });
  }

  it.each(NO_REQUESTS)('should refuse %s with %d', async (_name, status, bytes) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const [headers = '', body = ''] = answer.split('\r\n\r\n');
    for (const header of [
      'Content-Type: application/problem\\+json; charset=utf-8',
      'X-Request-Id: [\\w-]{36}',
      'Date: .* GMT',
      'Connection: close',
    ]) {
      expect(headers).toMatch(new RegExp(`\r\n${header}(\r\n|$)`));
    }
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.any(String) });
    expect(await visibleState(client)).toEqual(before);
  });

  it('should close a connection that is to be a tunnel', async () => {
    expect(await exchange(`CONNECT localhost:1 HTTP/1.1\r\n${HOST}\r\n\r\n`)).toBe('');
    expect(await visibleState(client)).toEqual(before);
  });

  it.each(CUT_REQUESTS)('should change nothing when %s is cut off', async (_name, bytes) => {
    await exchange(bytes, true);
    expect(await visibleState(client)).toEqual(before);
  });

  it('should take no notice of a body where there is none', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const read = await client.send({ method: 'GET', path: '/health/live', headers, body: '{{{' });
    expect(read.status).toBe(200);
    const left = await client.send({ method: 'DELETE', path: '/servers/a', headers, body: '{{{' });
    expect(problemOf(left).code).toBe('SERVER_NOT_REGISTERED');
  });

  it('should take its own host in the request line', async () => {
    for (const host of ['localhost', '127.0.0.1:1']) {
      const answer = await client.get(`http://${host}/servers/nobody/history`);
      expect(problemOf(answer).code).toBe('SERVER_NOT_REGISTERED');
    }
  });

  it('should answer what asks for the server as a whole', async () => {
    const answer = await exchange(`OPTIONS * HTTP/1.1\r\n${HOST}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    expect(answer).toContain('\r\nAllow: DELETE, GET, HEAD, OPTIONS, POST\r\n');
  });

  it('should answer simple health checks, which speak HTTP/1.0 and name no host', async () => {
    expect(await exchange('GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['\n\t ', '\r\n'])('should read a body behind %j', async (start) => {
    const { status } = await client.post(HEARTBEAT, `${start}{"id":"my_analyzer"}`);
    expect(status).toBe(200);
  });

  it.each(['Application/JSON', 'application/json;charset=UTF-8', 'application/json; a=b'])(
    'should read %s',
    async (type) => {
      const { status } = await client.send({
        method: 'POST',
        path: HEARTBEAT,
        headers: { 'Content-Type': type },
        body: '{"id":"my_analyzer"}',
      });
      expect(status).toBe(200);
    },
  );
});

function get(path: string, headers = 'Accept: */*'): string {
  return `GET ${path} HTTP/1.1\r\n${HOST}\r\n${headers}\r\n\r\n`;
}

function post(body: string, headers: string, path: string = REGISTER): string {
  const type = 'Content-Type: application/json';
  return `POST ${path} HTTP/1.1\r\n${HOST}\r\n${type}\r\n${headers}\r\n\r\n${body}`;
}
