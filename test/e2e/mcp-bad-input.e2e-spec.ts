import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { visibleState } from '../support/directory-state.js';
import { ExampleDirectory } from '../support/example-directory.js';
import { MCP_HEADERS, modernHeaders, modernRequest } from '../support/mcp-messages.js';
import type { RawAnswer, RawClient } from '../support/raw-client.js';
import {
  ANSWERED,
  type BadRequest,
  LISTENS,
  read,
  REFUSED,
  SERVERS,
} from './bad-input/wrong-mcp-messages.js';

describe('Bad input to the MCP endpoint', () => {
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

  async function send({
    method = 'POST',
    path = '/mcp',
    headers,
    body,
  }: BadRequest): Promise<RawAnswer> {
    const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const all = Object.entries({ ...MCP_HEADERS, ...headers }).filter(([, value]) => value !== '');
    const request = { method, path, headers: Object.fromEntries(all) };
    return client.send(body === undefined ? request : { ...request, body: raw });
  }

  async function expectUsable(): Promise<void> {
    expect((await send({ body: read(SERVERS) })).status).toBe(200);
    expect(await visibleState(client)).toEqual(before);
  }

  it.each(REFUSED)('should refuse %s with %d and %d', async (_name, status, code, request) => {
    const answer = await send(request);
    expect([answer.status, answer.json]).toEqual([
      status,
      {
        jsonrpc: '2.0',
        id: answer.text.includes('"id":1') ? 1 : null,
        error: expect.objectContaining({ code }),
      },
    ]);
    await expectUsable();
  });

  it.each(ANSWERED)('should answer %s with the error %d', async (_name, code, body) => {
    const answer = await send({ body });
    expect([answer.status, answer.json]).toEqual([
      200,
      { jsonrpc: '2.0', id: 1, error: expect.objectContaining({ code }) },
    ]);
    await expectUsable();
  });

  it.each(LISTENS)('should not listen for %s', async (_name, code, params) => {
    const method = 'subscriptions/listen';
    const answer = await send({
      headers: modernHeaders(method),
      body: modernRequest(method, params),
    });
    expect(answer.status).toBeLessThan(500);
    expect(answer.json).toMatchObject({ id: 1, error: { code } });
    await expectUsable();
  });

  it('should answer a batch of an old client, twice the same id too', async () => {
    const tags = read('omega://directory/tags');
    const answer = await send({
      body: [
        { ...tags, id: 'a' },
        { ...read('x:y'), id: 'b' },
      ],
    });
    expect(answer.json).toEqual([
      expect.objectContaining({ id: 'a', result: expect.anything() }),
      expect.objectContaining({ id: 'b', error: expect.objectContaining({ code: -32_002 }) }),
    ]);
    expect((await send({ body: [tags, tags] })).status).toBeLessThan(500);
    await expectUsable();
  });

  it('should answer a batch in which a request is cancelled', async () => {
    const params = { requestId: 1 };
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params };
    for (const body of [
      [read(SERVERS), cancel],
      [cancel, read(SERVERS)],
    ]) {
      const answer = await send({ body });
      expect([answer.status, answer.json]).toMatchObject([200, { id: 1, result: {} }]);
    }
    await expectUsable();
  });

  it('should take notifications and responses that mean nothing', async () => {
    const notification = { jsonrpc: '2.0', method: 'notifications/whatever' };
    expect((await send({ body: notification })).status).toBe(202);
    expect((await send({ body: { jsonrpc: '2.0', id: 9, result: {} } })).status).toBeLessThan(500);
    await expectUsable();
  });

  it('should leave the paths behind it to plain HTTP', async () => {
    expect((await client.get('/mcp/resources/omega/directory/tags')).status).toBe(200);
    const other = await client.get('/mcp/tools/list');
    expect(other.json).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
  });
});
