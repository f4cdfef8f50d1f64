import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChangeBell } from '../../src/mcp/notifications/change-bell.service.js';
import { LegacySessions } from '../../src/mcp/notifications/legacy-sessions.service.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { legacyRequest, MCP_HEADERS } from '../support/mcp-messages.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const URI = 'omega://directory/servers/my_analyzer';
const SEARCH = 'omega://directory/search?q=analyzer';
const LIST_CHANGED = '{"jsonrpc":"2.0","method":"notifications/resources/list_changed"}';
const UPDATED = `{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"${URI}"}}`;
const INITIALIZE = legacyRequest('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'x', version: '1' },
});

/** Two replicas would be two of these; a session knows nothing of the process that it began at. */
describe('Sessions of old MCP clients', () => {
  let directory: TestApp;
  let sessions: LegacySessions;
  let url: string;
  let leaving: AbortController;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    sessions = directory.app.get(LegacySessions);
    url = `${await directory.app.getUrl()}/mcp`;
    leaving = new AbortController();
  });

  afterEach(async () => {
    leaving.abort();
    await directory.end();
  });

  function post(message: object, session?: string): Promise<Response> {
    const headers = session === undefined ? {} : { 'Mcp-Session-Id': session };
    const body = JSON.stringify(message);
    return fetch(url, { method: 'POST', headers: { ...MCP_HEADERS, ...headers }, body });
  }

  async function initialize(): Promise<string> {
    return (await post(INITIALIZE)).headers.get('mcp-session-id') ?? '';
  }

  async function subscribe(session: string, uri: string): Promise<unknown> {
    return (await post(legacyRequest('resources/subscribe', { uri }), session)).json();
  }

  /** Opens the session's stream; the function reads until it has brought a text. */
  async function listen(session: string): Promise<(text: string) => Promise<void>> {
    const headers = { Accept: 'text/event-stream', 'Mcp-Session-Id': session };
    const { status, body } = await fetch(url, { headers, signal: leaving.signal });
    expect(status).toBe(200);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    let read = '';
    return async (text) => {
      while (!read.includes(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream ended after ${read}`);
        read += new TextDecoder().decode(value);
      }
    };
  }

  it('should begin with an id, and keep nothing before it is used', async () => {
    const session = await initialize();
    expect(session).toMatch(/^[!-~]{30,}$/);
    expect(sessions.size).toBe(0);
    expect(await subscribe(session, URI)).toMatchObject({ result: {} });
    expect(sessions.size).toBe(1);
  });

  it('should tell a client that comes back what it has missed', async () => {
    const session = await initialize();
    await subscribe(session, URI);
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    const until = await listen(session);
    await until(LIST_CHANGED);
    await until(UPDATED);
  });

  it('should tell a client that was cut off everything again', async () => {
    const session = await initialize();
    await subscribe(session, URI);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).pause();
    const headers = `Host: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: ${session}`;
    socket.write(`GET /mcp HTTP/1.1\r\n${headers}\r\n\r\n`);
    const bell = directory.app.get(ChangeBell);
    const gone = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    for (let turn = 0; turn < 100; turn += 1) {
      for (let index = 0; index < 1_000; index += 1)
        bell.publish({ kind: 'resource_updated', uri: URI });
      await new Promise(setImmediate);
    }
    socket.resume();
    await gone;
    const until = await listen(session);
    await until(LIST_CHANGED);
    await until(UPDATED);
  });

  it('should tell again what the stream before may not have brought', async () => {
    const session = await initialize();
    await subscribe(session, URI);
    const lost = await listen(session);
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    await lost(UPDATED);
    const until = await listen(session);
    await until(LIST_CHANGED);
    await until(UPDATED);
  });

  it('should tell a new stream of the session, and end the one before', async () => {
    const session = await initialize();
    const before = await listen(session);
    const after = await listen(session);
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    await after(LIST_CHANGED);
    await expect(before(LIST_CHANGED)).rejects.toThrow('The stream ended');
  });

  it('should tell nothing of what was unsubscribed', async () => {
    const session = await initialize();
    await subscribe(session, URI);
    await subscribe(session, SEARCH);
    for (const uri of [URI, SEARCH, SEARCH]) {
      await post(legacyRequest('resources/unsubscribe', { uri }), session);
    }
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    const until = await listen(session);
    await until(LIST_CHANGED);
    await expect(
      Promise.race([until('updated'), directory.http.get('/health/live').then(() => 'nothing')]),
    ).resolves.toBe('nothing');
  });

  it('should forget a session that is ended, or has no stream for long', async () => {
    const [ended, idle] = [await initialize(), await initialize()];
    await subscribe(ended, SEARCH);
    await subscribe(idle, URI);
    const headers = { 'Mcp-Session-Id': ended };
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204);
    expect(sessions.size).toBe(1);
    for (let minute = 0; minute < 11; minute += 1) {
      directory.clock.advance(60_000);
      await new Promise(setImmediate);
    }
    expect(sessions.size).toBe(0);
    const accept = { Accept: 'text/event-stream', 'Mcp-Session-Id': idle };
    expect((await fetch(url, { headers: accept })).status).toBe(404);
    expect(await subscribe(idle, URI)).toMatchObject({ error: { code: -32_600 } });
  });

  it('should take no subscription to a search that is endless', async () => {
    const uri = `${SEARCH}${'&'.repeat(5_000)}`;
    expect(await subscribe(await initialize(), uri)).toMatchObject({ error: { code: -32_002 } });
  });

  it('should not begin when the initialization is refused', async () => {
    for (const params of [{}, { protocolVersion: '2025-11-25' }, { protocolVersion: 7 }]) {
      const answer = await post(legacyRequest('initialize', params));
      expect(answer.headers.has('mcp-session-id')).toBe(false);
      expect(await answer.json()).toMatchObject({ error: { code: -32_602 } });
    }
  });

  it('should find no links to resources in tools of revisions that have none', async () => {
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    const body = JSON.stringify(legacyRequest('tools/call', { name: 'find_servers' }));
    const kinds = async (named: Record<string, string>): Promise<unknown> => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...MCP_HEADERS, ...named },
        body,
      });
      const { result } = (await answer.json()) as { result: { content: { type: string }[] } };
      return result.content.map(({ type }) => type);
    };
    expect(await kinds({})).toEqual(['text']);
    expect(await kinds({ 'MCP-Protocol-Version': '2025-03-26' })).toEqual(['text']);
    const links = ['text', 'resource_link'];
    expect(await kinds({ 'MCP-Protocol-Version': '2025-06-18' })).toEqual(links);
    expect(await kinds({ 'MCP-Protocol-Version': '2025-11-25' })).toEqual(links);
    expect(await kinds({ 'Mcp-Session-Id': await initialize() })).toEqual(links);
  });

  it('should read without a session that is known', async () => {
    const message = legacyRequest('resources/read', { uri: 'omega://directory/tags' });
    expect((await post(message, 'of.another.process')).status).toBe(200);
  });
});
