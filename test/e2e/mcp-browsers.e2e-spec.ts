import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  legacyRequest,
  MCP_HEADERS,
  modernHeaders,
  modernRequest,
} from '../support/mcp-messages.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PAGE = 'https://pages.example';
const PREFLIGHT = {
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'content-type,mcp-protocol-version,mcp-session-id',
};
const SHARED = {
  'access-control-allow-origin': PAGE,
  'access-control-expose-headers': expect.stringContaining('Mcp-Session-Id, Retry-After'),
  vary: 'Origin',
};

describe('The MCP endpoint for pages in browsers', () => {
  let directory: TestApp;

  beforeAll(async () => {
    directory = await startTestApp({ env: { ALLOWED_ORIGINS: 'pages.example' } });
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should tell that pages of an allowed origin may send messages', async () => {
    const answer = await directory.http.options('/mcp').set({ Origin: PAGE, ...PREFLIGHT });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      ...SHARED,
      'access-control-allow-methods': 'POST, GET, DELETE',
      'access-control-allow-headers': expect.stringContaining('MCP-Protocol-Version'),
    });
  });

  it('should let them read the answers of both eras, errors too', async () => {
    const uri = 'omega://directory/tags';
    const requests: readonly [headers: object, body: object][] = [
      [MCP_HEADERS, legacyRequest('resources/read', { uri })],
      [MCP_HEADERS, legacyRequest('resources/read', { uri: 'x:y' })],
      [modernHeaders('resources/read', uri), modernRequest('resources/read', { uri })],
      [modernHeaders('tools/list'), modernRequest('tools/list', {})],
    ];
    for (const [headers, body] of requests) {
      const answer = await directory.http
        .post('/mcp')
        .set({ ...headers, Origin: PAGE })
        .send(body);
      expect([answer.status, answer.headers]).toMatchObject([200, SHARED]);
    }
    const refused = await directory.http.post('/mcp').set('Origin', PAGE).send('x');
    expect([refused.status, refused.headers]).toMatchObject([415, SHARED]);
  });

  it('should share nothing with others', async () => {
    for (const origin of ['https://evil.example', 'https://pages.example.evil.example', 'null']) {
      const answer = await directory.http.options('/mcp').set({ Origin: origin, ...PREFLIGHT });
      expect(answer.status).toBe(403);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    const noPage = await directory.http.post('/mcp').set(MCP_HEADERS).send(legacyRequest('ping'));
    expect(noPage.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await directory.http.options('/mcp')).status).toBe(405);
  });
});
