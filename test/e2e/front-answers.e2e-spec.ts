import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExampleDirectory } from '../support/example-directory.js';
import {
  legacyRequest,
  MCP_HEADERS,
  modernHeaders,
  modernRequest,
} from '../support/mcp-messages.js';
import { problemOf } from '../support/problem.js';
import { DIRECTORY, startTestApp } from '../support/test-app.js';

const URI = 'omega://directory/tags';

describe('What every answer says', () => {
  let directory: ExampleDirectory;

  beforeAll(async () => {
    directory = await ExampleDirectory.start();
  });

  afterAll(async () => {
    await directory.end();
  });

  it.each([
    `${DIRECTORY}/servers`,
    `${DIRECTORY}/snapshot?entries=1`,
    '/.well-known/jwks.json',
    '/health/live',
    '/mcp',
    '/nothing',
  ])('should keep browsers from framing, running or guessing %s', async (path) => {
    const { headers } = await directory.client.get(path);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('should let the documentation run its own scripts only, in no frame', async () => {
    for (const path of ['/docs', '/docs/swagger-ui-init.js', '/docs/swagger-ui.css']) {
      const { headers, status } = await directory.client.get(path);
      expect([status, headers['x-frame-options']]).toEqual([200, 'DENY']);
      const policy = headers['content-security-policy'];
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
    }
  });

  it.each([
    ['https://directory.example.com', 'max-age=15552000'],
    ['https://directory.example.com:8443', undefined],
    ['https://localhost', undefined],
    ['http://directory.example.com', undefined],
  ])('should say of %s that it is for https only: %s', async (PUBLIC_URL, value) => {
    const app = await startTestApp({ env: { PUBLIC_URL } });
    try {
      const { headers } = await app.http.get('/health/live');
      expect(headers['strict-transport-security']).toBe(value);
    } finally {
      await app.end();
    }
  });

  it.each(['luck', '100-continue, luck', 'x=1'])(
    'should not meet the expectation %j',
    async (Expect) => {
      const answer = await directory.client.send({
        method: 'GET',
        path: '/health/live',
        headers: { Expect },
      });
      expect(problemOf(answer).code).toBe('EXPECTATION_FAILED');
      expect(answer.headers['x-request-id']).toMatch(/./);
    },
  );

  it('should refuse in the words of MCP what is sent to its endpoint', async () => {
    const answer = await directory.client.send({
      method: 'POST',
      path: '/mcp',
      headers: { ...MCP_HEADERS, Expect: 'luck' },
      body: JSON.stringify(legacyRequest('ping')),
    });
    expect([answer.status, answer.json]).toEqual([
      417,
      { jsonrpc: '2.0', id: null, error: { code: -32_000, message: expect.any(String) } },
    ]);
  });

  it('should refuse in the words of MCP while it loads', async () => {
    const app = await startTestApp({ load: false });
    try {
      const answer = await app.http.post('/mcp').set(MCP_HEADERS).send(legacyRequest('ping'));
      expect([answer.status, answer.body, answer.headers['retry-after']]).toMatchObject([
        503,
        { jsonrpc: '2.0', error: { code: -32_000 } },
        '1',
      ]);
    } finally {
      await app.end();
    }
  });

  it.each(['*/*', 'text/html, */*;q=0.1'])(
    'should answer MCP messages that accept %s',
    async (Accept) => {
      for (const [headers, message] of [
        [MCP_HEADERS, legacyRequest('resources/read', { uri: URI })],
        [modernHeaders('tools/list'), modernRequest('tools/list')],
        [modernHeaders('resources/read', URI), modernRequest('resources/read', { uri: URI })],
      ] as const) {
        const answer = await directory.client.send({
          method: 'POST',
          path: '/mcp',
          headers: { ...headers, Accept },
          body: JSON.stringify(message),
        });
        expect([answer.status, answer.json]).toMatchObject([200, { result: expect.anything() }]);
      }
    },
  );

  it('should refuse a query in the words of MCP', async () => {
    const answer = await directory.client.send({
      method: 'POST',
      path: '/mcp?x=1',
      headers: { ...MCP_HEADERS, Accept: '*/*' },
      body: JSON.stringify(legacyRequest('ping')),
    });
    expect([answer.status, answer.json]).toMatchObject([400, { error: { code: -32_600 } }]);
  });
});
