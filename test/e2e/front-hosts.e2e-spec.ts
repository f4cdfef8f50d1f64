import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MY_ANALYZER } from '../support/example-manifest.js';
import type { OpenApiDocument } from '../support/openapi.js';
import { problemOf } from '../support/problem.js';
import { RawClient, type RawAnswer } from '../support/raw-client.js';
import { documentedRoutes, type DocumentedRoute } from '../support/routes.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const NAME = 'directory.example.com';
const FOREIGN = ['evil.example', '10.9.9.9:9405', `${NAME}.evil.example`, `x.${NAME}`, '[::2]:1'];
const MALFORMED = [
  `evil.example:80@${NAME}`,
  `${NAME}/evil`,
  `${NAME}?evil`,
  `${NAME}#evil`,
  `${NAME}\\evil`,
  `${NAME}:99999`,
  `${NAME}, evil.example`,
];

describe('The names of the directory', () => {
  let directory: TestApp;
  let client: RawClient;
  let routes: readonly DocumentedRoute[];

  beforeAll(async () => {
    directory = await startTestApp({
      env: { PUBLIC_URL: 'https://public.example', ALLOWED_HOSTS: `${NAME}, localhost` },
      listen: true,
    });
    client = new RawClient(directory);
    const document = await ask({ method: 'GET', path: '/docs-json' }, NAME);
    routes = documentedRoutes(document.json as OpenApiDocument);
    await ask({ method: 'POST', path: '/servers/register' }, NAME, JSON.stringify(MY_ANALYZER));
  });

  afterAll(async () => {
    client.close();
    await directory.end();
  });

  function ask(route: DocumentedRoute, host: string, body?: string): Promise<RawAnswer> {
    const headers = { Host: host, 'Content-Type': 'application/json' };
    return client.send({ ...route, headers, ...(body !== undefined && { body }) });
  }

  it.each(FOREIGN)('should refuse every route under the name %j', async (host) => {
    for (const route of routes) {
      const answer = await ask(route, host);
      if (route.path === '/mcp') {
        const error = { code: -32_000, message: expect.stringContaining('ALLOWED_HOSTS') };
        expect([answer.status, answer.json]).toEqual([421, { jsonrpc: '2.0', id: null, error }]);
      } else expect([route, problemOf(answer).code]).toEqual([route, 'MISDIRECTED_REQUEST']);
      expect(answer.headers['x-request-id']).toMatch(/./);
    }
  });

  it.each(MALFORMED)('should not take %j for a name', async (host) => {
    const answer = await ask({ method: 'GET', path: '/health' }, host);
    expect(problemOf(answer).code).toBe('MALFORMED_REQUEST');
  });

  it('should change nothing under a foreign name', async () => {
    const evil = JSON.stringify({ ...MY_ANALYZER, endpoints: { mcp: 'http://evil.example/mcp' } });
    const answer = await ask({ method: 'POST', path: '/servers/register' }, 'evil.example', evil);
    expect(problemOf(answer).code).toBe('MISDIRECTED_REQUEST');
    const path = '/mcp/resources/omega/directory/servers/my_analyzer';
    const entry = await ask({ method: 'GET', path }, NAME);
    expect(entry.json).toMatchObject({ endpoints: MY_ANALYZER.endpoints });
  });

  it.each([NAME, `${NAME}:1`, NAME.toUpperCase(), 'localhost:9405', 'public.example'])(
    'should answer under its own name %j',
    async (host) => {
      const answer = await ask({ method: 'GET', path: '/servers/status' }, host);
      expect(answer.status).toBe(200);
    },
  );

  it.each(['/health', '/health/live', '/health/ready'])(
    'should answer %s by its own address, as kubelets ask',
    async (path) => {
      const { status } = await ask({ method: 'GET', path }, `127.0.0.1:${client.port}`);
      expect(status).toBe(200);
      const other = await ask({ method: 'GET', path }, '127.0.0.2');
      expect(problemOf(other).code).toBe('MISDIRECTED_REQUEST');
    },
  );

  it('should answer nothing else by its address', async () => {
    for (const path of ['/servers/status', '/docs', '/health/x', '/HEALTH']) {
      const answer = await ask({ method: 'GET', path }, '127.0.0.1');
      expect(problemOf(answer).code).toBe('MISDIRECTED_REQUEST');
    }
  });
});
