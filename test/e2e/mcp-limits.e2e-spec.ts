import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Listening } from '../../src/mcp/notifications/listening.service.js';
import { Subscriptions } from '../../src/mcp/notifications/subscriptions.service.js';
import { legacyClient } from '../support/mcp-clients.js';
import { McpListener } from '../support/mcp-listener.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ToldChanges } from '../support/told-changes.js';

const URI = 'omega://directory/servers/a';
const ALL = 200_000;
const SEARCHES = 200;

describe('Subscriptions of all MCP clients together', () => {
  let directory: TestApp;
  let subscriptions: Subscriptions;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    subscriptions = directory.app.get(Subscriptions);
  });

  afterEach(async () => {
    await directory.end();
  });

  const listen = (uri: string): Promise<McpListener> => {
    const { port } = directory.app.getHttpServer().address() as AddressInfo;
    return McpListener.open(port, { resourceSubscriptions: [uri] });
  };

  it('should be limited, in both eras, until some go', async () => {
    for (let count = 1; count < ALL; count += 1) subscriptions.add(URI);
    const listener = await listen(URI);
    const refused = await listen(URI);
    // There is nothing to tell, so the stream is over.
    await refused.until(() => refused.told('end') === 1);
    refused.close();
    const client = await legacyClient(`${await directory.app.getUrl()}/mcp`, new ToldChanges());
    await expect(client.subscribeResource({ uri: URI })).rejects.toMatchObject({ code: -32_600 });
    listener.close();
    while (directory.app.get(Listening).streams > 0) await new Promise(setImmediate);
    await client.subscribeResource({ uri: URI });
    expect(subscriptions.add(URI)).toBe(false);
    await client.unsubscribeResource({ uri: URI });
    expect(subscriptions.add(URI)).toBe(true);
    await client.close();
  });

  it('should be to a few different searches only, but to each as often as wanted', () => {
    const search = (index: number): string => `omega://directory/search?tag=t${index}`;
    for (let index = 0; index < SEARCHES; index += 1)
      expect(subscriptions.add(search(index))).toBe(true);
    expect(subscriptions.add(search(SEARCHES))).toBe(false);
    expect(subscriptions.add(search(0))).toBe(true);
    subscriptions.remove(search(0));
    expect(subscriptions.add(search(SEARCHES))).toBe(false);
    subscriptions.remove(search(0));
    expect(subscriptions.add(search(SEARCHES))).toBe(true);
  });

  it('should be to what can change only', () => {
    for (const uri of ['x:y', 'omega://directory/servers/../..', 'omega://directory/search?x=1']) {
      expect(subscriptions.add(uri)).toBe(false);
    }
  });
});
