import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogDocuments } from '../../src/catalog/catalog-documents.service.js';
import { Budgets } from '../../src/limits/budgets.service.js';
import { LegacySessions } from '../../src/mcp/notifications/legacy-sessions.service.js';
import { FROM, nameAddresses } from '../support/client-addresses.js';
import { manifest } from '../support/example-manifest.js';
import { legacyRequest, MCP_HEADERS } from '../support/mcp-messages.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const URI = 'omega://directory/servers/a';
const INITIALIZE = legacyRequest('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'x', version: '1' },
});
const MOST = 20;

describe('Sessions of old MCP clients have limits', () => {
  let directory: TestApp;
  let sessions: LegacySessions;
  let url: string;
  let leaving: AbortController;

  beforeEach(async () => {
    const env = { MAX_STREAMS: `${MOST}`, CLIENT_SHARE_PERCENT: '25' };
    directory = await startTestApp({ listen: true, env });
    nameAddresses(directory);
    sessions = directory.app.get(LegacySessions);
    url = `${await directory.app.getUrl()}/mcp`;
    leaving = new AbortController();
  });

  afterEach(async () => {
    leaving.abort();
    await directory.end();
  });

  const held = () => directory.app.get(Budgets).of('MCP sessions');

  function post(from: string, message: object, session?: string): Promise<Response> {
    const named = session === undefined ? {} : { 'Mcp-Session-Id': session };
    const headers = { ...MCP_HEADERS, ...named, [FROM]: from };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(message) });
  }

  async function initialize(from: string): Promise<string> {
    return (await post(from, INITIALIZE)).headers.get('mcp-session-id') ?? '';
  }

  async function subscribe(from: string, session: string, uri = URI): Promise<unknown> {
    return (await post(from, legacyRequest('resources/subscribe', { uri }), session)).json();
  }

  function listen(from: string, session: string): Promise<Response> {
    const headers = { Accept: 'text/event-stream', 'Mcp-Session-Id': session, [FROM]: from };
    return fetch(url, { headers, signal: leaving.signal });
  }

  it('should not begin by ids that the directory has not made, and keep nothing for them', async () => {
    const id = await initialize('10.0.0.1');
    const [madeAt = '', revision, random = '', mac = ''] = id.split('.');
    const forged = [
      `${madeAt}.${revision}.${random}.${'A'.repeat(22)}`,
      `${madeAt}.2025-06-18.${random}.${mac}`,
      `${(parseInt(madeAt, 36) + 1).toString(36)}.${revision}.${random}.${mac}`,
      `${madeAt}.${revision}.${random.split('').reverse().join('')}.${mac}`,
      `${madeAt}.${revision}.${crypto.randomUUID()}`,
      `${id}A`,
      'x',
    ];
    for (const other of forged) {
      expect((await listen('10.0.0.1', other)).status).toBe(404);
      const headers = { 'Mcp-Session-Id': other };
      expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(404);
      expect(await subscribe('10.0.0.1', other)).toMatchObject({ error: { code: -32_600 } });
    }
    expect([sessions.size, held().used]).toEqual([0, 0]);
    expect((await listen('10.0.0.1', id)).status).toBe(200);
  });

  it('should begin for a real client whatever another one has begun', async () => {
    for (let index = 0; index < 3 * MOST; index += 1) {
      const id = await initialize('10.0.0.1');
      expect(await subscribe('10.0.0.1', id)).toMatchObject({ result: {} });
    }
    expect(sessions.size).toBe(held().limits.share);
    const real = await initialize('10.0.0.2');
    expect(await subscribe('10.0.0.2', real)).toMatchObject({ result: {} });
    expect((await listen('10.0.0.2', real)).status).toBe(200);
  });

  it('should begin for a real client when many others fill the table, and stay', async () => {
    const real = await initialize('10.0.0.9');
    await subscribe('10.0.0.9', real);
    for (let client = 0; client < 8; client += 1) {
      for (let index = 0; index < 10; index += 1) {
        const from = `10.0.1.${client}`;
        await subscribe(from, await initialize(from));
      }
    }
    expect(sessions.size).toBe(MOST);
    expect((await listen('10.0.0.9', real)).status).toBe(200);
    const second = await initialize('10.0.0.8');
    expect(await subscribe('10.0.0.8', second)).toMatchObject({ result: {} });
    expect((await listen('10.0.0.8', second)).status).toBe(200);
    expect(sessions.size).toBe(MOST);
  });

  it('should tell a client to come back, not to begin once more, when all others are listened to', async () => {
    const { share } = held().limits;
    for (let index = 0; index < share; index += 1) {
      expect((await listen('10.0.0.1', await initialize('10.0.0.1'))).status).toBe(200);
    }
    const refused = await listen('10.0.0.1', await initialize('10.0.0.1'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await subscribe('10.0.0.1', await initialize('10.0.0.1'))).toMatchObject({
      error: { code: -32_600, message: 'This client uses all of its share of MCP sessions.' },
    });
  });

  it('should not begin once more without its subscriptions when it had to go', async () => {
    const { share } = held().limits;
    const first = await initialize('10.0.0.1');
    await subscribe('10.0.0.1', first);
    for (let index = 0; index < share; index += 1) {
      await subscribe('10.0.0.1', await initialize('10.0.0.1'));
    }
    expect((await listen('10.0.0.1', first)).status).toBe(404);
  });

  it('should cost nothing while nobody listens, and be told of searches that may have changed then', async () => {
    const search = jest.spyOn(directory.app.get(CatalogDocuments), 'search');
    const id = await initialize('10.0.0.1');
    const uri = 'omega://directory/search?q=a';
    await subscribe('10.0.0.1', id, uri);
    for (let index = 0; index < 5; index += 1) {
      await directory.http
        .post('/servers/register')
        .send(manifest(`a${index}`))
        .expect(201);
      directory.clock.advance(1_000);
      await directory.http.get('/health/live');
    }
    expect(search).not.toHaveBeenCalled();
    const { body } = await listen('10.0.0.1', id);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    let read = '';
    while (!read.includes(`"uri":"${uri}"`)) {
      const { value } = await reader.read();
      read += new TextDecoder().decode(value);
    }
    expect(search).toHaveBeenCalledTimes(1);
  });
});
