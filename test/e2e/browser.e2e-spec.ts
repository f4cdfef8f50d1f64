import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserMissing, REBOUND_NAME, startBrowser } from '../support/browser.js';
import { visibleState } from '../support/directory-state.js';
import { manifest, MY_ANALYZER } from '../support/example-manifest.js';
import { legacyRequest, MCP_HEADERS } from '../support/mcp-messages.js';
import { PAGE, PageServer } from '../support/page-server.js';
import { RawClient } from '../support/raw-client.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const missing = browserMissing();
if (missing !== undefined) console.warn(missing);
// A browser on a busy machine takes its time.
jest.setTimeout(120_000);

const LISTING = `${DIRECTORY}/servers`;
const CARD = '/mcp/server-card';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const INITIALIZE = legacyRequest('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'page', version: '1' },
});

/** What a page tries, and what it must not get: an answer that tells or changes anything. */
const ATTEMPTS: readonly [path: string, init: object][] = [
  [LISTING, {}],
  [CARD, {}],
  ['/.well-known/ai-catalog.json', {}],
  ['/servers/register', { method: 'POST', headers: JSON_TYPE, body: evil() }],
  ['/servers/register', { method: 'POST', body: evil() }],
  ['/signing/keys/rotate', { method: 'POST' }],
  ['/servers/my_analyzer/probe', { method: 'POST', mode: 'no-cors' }],
  ['/servers/my_analyzer', { method: 'DELETE' }],
  ['/mcp', { method: 'POST', headers: MCP_HEADERS, body: JSON.stringify(INITIALIZE) }],
];

(missing === undefined ? describe : describe.skip)('A real browser', () => {
  let directory: TestApp;
  let client: RawClient;
  let site: PageServer;
  let browser: Browser;
  let page: Page;
  let own: string;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    client = new RawClient(directory);
    own = `http://127.0.0.1:${client.port}`;
    await client.post('/servers/register', JSON.stringify(MY_ANALYZER));
    site = await PageServer.start();
    browser = await startBrowser();
  });

  beforeEach(async () => {
    page = await browser.newPage();
  });

  afterEach(async () => {
    await page.close();
  });

  afterAll(async () => {
    await browser.close();
    await site.end();
    client.close();
    await directory.end();
  });

  /** Sends a request from the page: its status and text, or "blocked" when the browser does not show the answer. */
  function send(
    url: string,
    init: object = {},
  ): Promise<{ status: number; text: string } | 'blocked'> {
    return page.evaluate(
      `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then(
        async (answer) => answer.type === 'opaque' ? 'blocked' : ({ status: answer.status, text: await answer.text() }),
        () => 'blocked')`,
    );
  }

  /** How an event stream ends that is opened by the page: "open" or "error". */
  function watch(url: string): Promise<string> {
    return page.evaluate(`new Promise((resolve) => {
      const events = new EventSource(${JSON.stringify(url)});
      events.onopen = () => { events.close(); resolve('open'); };
      events.onerror = () => { events.close(); resolve('error'); };
    })`);
  }

  it('should neither read nor write for a page under a rebound name', async () => {
    const rebound = `http://${REBOUND_NAME}:${client.port}`;
    // The page came from the server that had the name before.
    await page.route(`${rebound}/`, (route) =>
      route.fulfill({ contentType: 'text/html', body: PAGE }),
    );
    await page.goto(`${rebound}/`);
    const before = await visibleState(client);
    for (const [path, init] of ATTEMPTS) {
      const answer = await send(path, { ...init, mode: 'same-origin' });
      expect([path, answer]).toMatchObject([path, { status: 421 }]);
    }
    expect(await watch(`${DIRECTORY}/events`)).toBe('error');
    expect(await visibleState(client)).toEqual(before);
  });

  it('should neither read nor write for a page of another site', async () => {
    await page.goto(`http://${REBOUND_NAME}:${site.port}/`);
    const before = await visibleState(client);
    for (const [path, init] of ATTEMPTS) {
      expect([path, await send(`${own}${path}`, init)]).toEqual([path, 'blocked']);
    }
    expect(await watch(`${own}${DIRECTORY}/events`)).toBe('error');
    await page.setContent(`<form method="post" action="${own}/signing/keys/rotate"></form>`);
    const [sent] = await Promise.all([
      page.waitForResponse(`${own}/signing/keys/rotate`),
      page.evaluate('document.forms[0].submit()'),
    ]);
    expect(sent.status()).toBe(403);
    expect(await visibleState(client)).toEqual(before);
  });

  it('should list, watch, verify and speak MCP for a page of an allowed origin', async () => {
    await page.goto(`http://localhost:${site.port}/`);
    expect(await send(`${own}${LISTING}`)).toMatchObject({
      status: 200,
      text: expect.stringContaining('my_analyzer'),
    });
    const etag = await page.evaluate<string>(
      `fetch('${own}${LISTING}').then(({ headers }) => headers.get('etag'))`,
    );
    expect(etag).toMatch(/^W\//);
    const headers = { 'If-None-Match': etag };
    expect(await send(`${own}${LISTING}`, { headers })).toMatchObject({ status: 304 });
    const message = { method: 'POST', headers: MCP_HEADERS, body: JSON.stringify(INITIALIZE) };
    expect(await send(`${own}/mcp`, message)).toMatchObject({ status: 200 });
    expect(await verify()).toMatchObject({ ok: true, snapshot: { count: 1 } });
    expect(await firstEvent()).toContain('seen_by_page');
    const write = { method: 'POST', headers: JSON_TYPE, body: evil() };
    expect(await send(`${own}/servers/register`, write)).toBe('blocked');
    const simple = { method: 'POST', mode: 'no-cors' };
    expect(await send(`${own}/signing/keys/rotate`, simple)).toBe('blocked');
  });

  /** Verifies the whole listing in the page, with the built verifier. */
  function verify(): Promise<unknown> {
    return page.evaluate(`(async () => {
      const { createVerifier } = await import('/client/verify.js');
      const verifier = createVerifier({
        issuer: 'urn:omega:directory',
        jwks: '${own}/.well-known/jwks.json',
        now: () => ${directory.clock.now()},
      });
      const read = async (path) => (await fetch('${own}${DIRECTORY}' + path)).json();
      const { servers: entries } = await read('/servers');
      return verifier.verifyListing({ snapshot: await read('/snapshot'), entries });
    })()`);
  }

  /** The first event that the page sees after a registration. */
  async function firstEvent(): Promise<string> {
    await page.evaluate(`new Promise((resolve, reject) => {
      const events = new EventSource('${own}${DIRECTORY}/events');
      window.seen = new Promise((see) => events.addEventListener('registered', ({ data }) => {
        events.close();
        see(data);
      }));
      events.onopen = resolve;
      events.onerror = reject;
    })`);
    await client.post('/servers/register', JSON.stringify(manifest('seen_by_page')));
    return page.evaluate<string>('window.seen');
  }

  it('should register a server from the documentation', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${own}/docs`);
    const register = page.locator('.opblock', {
      has: page.locator('[data-path="/servers/register"]'),
    });
    await register.locator('.opblock-summary-control').click();
    await register.locator('.try-out__btn').click();
    await register.locator('textarea').fill(JSON.stringify(manifest('from_the_docs')));
    await register.locator('.execute').click();
    await register
      .locator('.live-responses-table .response-col_status', { hasText: '201' })
      .waitFor();
    const entry = await client.get(`${LISTING}/from_the_docs`);
    expect(entry.status).toBe(200);
    expect(complaints).toEqual([]);
  });

  it('should show the documentation in no frame', async () => {
    await page.goto(`http://localhost:${site.port}/`);
    const refused = page.waitForEvent('console', (message) =>
      message.text().includes('frame-ancestors'),
    );
    await page.evaluate(`document.body.innerHTML = '<iframe src="${own}/docs"></iframe>'`);
    await expect(refused).resolves.toBeDefined();
  });
});

function evil(): string {
  return JSON.stringify({ ...MY_ANALYZER, endpoints: { mcp: 'http://evil.example/mcp' } });
}
