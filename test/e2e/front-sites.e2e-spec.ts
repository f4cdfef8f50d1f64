import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { visibleState } from '../support/directory-state.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { legacyRequest, MCP_HEADERS } from '../support/mcp-messages.js';
import type { OpenApiDocument } from '../support/openapi.js';
import { problemOf } from '../support/problem.js';
import { RawClient, type RawAnswer } from '../support/raw-client.js';
import { documentedRoutes, type DocumentedRoute } from '../support/routes.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const EVIL = 'https://evil.example';
const PAGE = 'https://pages.example';
const EXACT = 'https://app.example.com:8443';

/** What browsers add to requests of a page of another site. */
const FOREIGN_PAGES: readonly [name: string, headers: Record<string, string>][] = [
  ['another site', { Origin: EVIL, 'Sec-Fetch-Site': 'cross-site' }],
  ['the same site', { Origin: 'http://x.localhost', 'Sec-Fetch-Site': 'same-site' }],
  ['another site, without an origin', { 'Sec-Fetch-Site': 'cross-site' }],
  ['another site, in an older browser', { Origin: EVIL }],
  ['nowhere', { Origin: 'null' }],
  ['another port', { Origin: 'http://evil.example:9405' }],
];

const READS = [
  `${DIRECTORY}/servers`,
  `${DIRECTORY}/servers/my_analyzer`,
  `${DIRECTORY}/servers/my_analyzer/proof`,
  `${DIRECTORY}/servers/my_analyzer/server-card`,
  `${DIRECTORY}/snapshot`,
  `${DIRECTORY}/tags`,
  '/.well-known/jwks.json',
  '/.well-known/ai-catalog.json',
  '/mcp/server-card',
  '/servers/status',
];

describe('Pages of other sites', () => {
  let directory: TestApp;
  let client: RawClient;
  let routes: readonly DocumentedRoute[];

  beforeAll(async () => {
    directory = await startTestApp({
      env: { ALLOWED_ORIGINS: `pages.example, ${EXACT}` },
      listen: true,
    });
    client = new RawClient(directory);
    await client.post('/servers/register', JSON.stringify(MY_ANALYZER));
    routes = documentedRoutes((await client.get('/docs-json')).json as OpenApiDocument);
  });

  afterAll(async () => {
    client.close();
    await directory.end();
  });

  function ask(
    { method, path }: DocumentedRoute,
    headers: Record<string, string>,
    body?: object,
  ): Promise<RawAnswer> {
    const json = body && { body: JSON.stringify(body) };
    return client.send({ method, path, headers: { ...MCP_HEADERS, ...headers }, ...json });
  }

  it.each(FOREIGN_PAGES)('should not let a page of %s change anything', async (_name, headers) => {
    const before = await visibleState(client);
    const unsafe = routes.filter(({ method }) => method !== 'GET');
    expect(unsafe.length).toBeGreaterThan(10);
    for (const route of unsafe) {
      // Without a body too, which needs no leave of a browser.
      for (const body of [undefined, { ...MY_ANALYZER, version: '6.6.6' }]) {
        const answer = await ask(route, headers, body);
        if (route.path === '/mcp') expect([answer.status, route]).toEqual([403, route]);
        else expect([problemOf(answer).code, route]).toEqual(['CROSS_SITE_REFUSED', route]);
      }
    }
    expect(await visibleState(client)).toEqual(before);
  });

  it.each([PAGE, EXACT])('should not let a page of %s change anything either', async (Origin) => {
    for (const headers of [{ Origin }, { Origin, 'Sec-Fetch-Site': 'cross-site' }]) {
      const path = '/servers/my_analyzer/probe';
      const answer = await ask({ method: 'POST', path }, headers);
      expect(problemOf(answer).code).toBe('CROSS_SITE_REFUSED');
    }
  });

  it.each<[string, Record<string, string>]>([
    ['no browser', {}],
    ['its own page', { Origin: 'http://LOCALHOST:9405', 'Sec-Fetch-Site': 'same-origin' }],
    ['its own page in an older browser', { Origin: 'http://localhost:9405' }],
    ['its own page behind TLS', { Origin: 'https://localhost:9405' }],
    ['somebody at a browser', { 'Sec-Fetch-Site': 'none' }],
  ])('should take a change from %s', async (_name, headers) => {
    const own = { Host: 'localhost:9405', ...headers };
    const route = { method: 'POST', path: '/servers/heartbeat' };
    const answer = await ask(route, own, { id: 'my_analyzer' });
    expect(answer.status).toBe(200);
    const message = await ask(
      { method: 'POST', path: '/mcp' },
      own,
      legacyRequest('tools/list', {}),
    );
    expect(message.status).toBe(200);
  });

  it.each(READS)('should let pages of allowed origins read %s, and no others', async (path) => {
    for (const Origin of [PAGE, 'http://pages.example:81', EXACT]) {
      const { status, headers } = await ask({ method: 'GET', path }, { Origin });
      expect([status, headers]).toMatchObject([
        200,
        {
          'access-control-allow-origin': Origin,
          'access-control-expose-headers': expect.stringMatching(/ETag.*Retry-After.*X-Request-Id/),
          vary: expect.stringMatching(/\bOrigin\b/),
        },
      ]);
    }
    for (const Origin of [EVIL, 'null', 'https://app.example.com', 'http://app.example.com:8443']) {
      const { headers } = await ask({ method: 'GET', path }, { Origin });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers.vary).toMatch(/\bOrigin\b/);
      expect(headers['cache-control'] ?? '').not.toMatch(path.includes('jwks') ? /^$/ : /public/);
    }
  });

  it('should let pages of allowed origins watch', async () => {
    const controller = new AbortController();
    const events = await fetch(`http://127.0.0.1:${client.port}${DIRECTORY}/events`, {
      headers: { Origin: PAGE },
      signal: controller.signal,
    });
    expect(events.headers.get('access-control-allow-origin')).toBe(PAGE);
    controller.abort();
  });

  it('should tell browsers what pages may ask', async () => {
    const asked = { 'Access-Control-Request-Method': 'GET' };
    for (const path of READS) {
      const { status, headers } = await ask(
        { method: 'OPTIONS', path },
        { Origin: PAGE, ...asked },
      );
      expect([status, headers]).toMatchObject([
        204,
        {
          'access-control-allow-origin': PAGE,
          'access-control-allow-methods': 'GET, HEAD',
          'access-control-allow-headers': expect.stringContaining('If-None-Match, Last-Event-ID'),
        },
      ]);
      const other = await ask({ method: 'OPTIONS', path }, { Origin: EVIL, ...asked });
      expect(problemOf(other).code).toBe('CROSS_SITE_REFUSED');
    }
  });

  it('should let every page read a directory that is declared public, and change nothing', async () => {
    const open = await startTestApp({ env: { ALLOWED_ORIGINS: '*' } });
    try {
      for (const path of ['/.well-known/ai-catalog.json', '/.well-known/jwks.json']) {
        const { headers } = await open.http.get(path).set('Origin', EVIL).expect(200);
        expect(headers).toMatchObject({
          'access-control-allow-origin': '*',
          'cache-control': expect.stringContaining('public'),
          'cross-origin-resource-policy': 'cross-origin',
        });
        expect(headers['vary'] ?? '').not.toContain('Origin');
      }
      await open.http.post('/servers/register').set('Origin', EVIL).send(MY_ANALYZER).expect(403);
    } finally {
      await open.end();
    }
  });
});
