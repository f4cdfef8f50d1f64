import { describe, expect, it } from '@jest/globals';
import { DirectoryServer } from '../directory-server.js';
import { legacyExchange } from './legacy-exchange.js';

const LONG = 'x'.repeat(3 * 1_024 * 1_024);

function longReads(): DirectoryServer {
  const options = { capabilities: { resources: {} } };
  const server = new DirectoryServer({ name: 'x', version: '1' }, options, () => undefined);
  server.answer('resources/read', ({ uri }) => ({ contents: [{ uri, text: LONG + LONG }] }));
  server.answer('resources/list', () => ({ resources: [] }));
  return server;
}

async function exchange(...methods: string[]): Promise<unknown> {
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
  };
  const request = new Request('http://localhost/mcp', { method: 'POST', headers });
  const messages = methods.map((method, id) => ({
    ...{ jsonrpc: '2.0', id, method },
    params: method === 'resources/read' ? { uri: 'x:y' } : {},
  }));
  const body = messages.length === 1 ? messages[0] : messages;
  return (await legacyExchange(longReads(), request, body)).json();
}

describe('legacyExchange', () => {
  it('should answer a long read, and what is short beside it', async () => {
    const answer = { result: { contents: [{ text: LONG + LONG }] } };
    expect(await exchange('resources/read')).toMatchObject(answer);
    expect(await exchange('resources/read', 'resources/list')).toMatchObject([
      answer,
      { result: { resources: [] } },
    ]);
  });

  it('should refuse to answer many long reads at once', async () => {
    expect(await exchange('resources/read', 'resources/read', 'resources/list')).toMatchObject([
      { id: 0, result: {} },
      { id: 1, error: { code: -32_600 } },
      { id: 2, result: {} },
    ]);
  });
});
