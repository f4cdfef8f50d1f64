import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Budget } from '../../src/limits/budget.js';
import { type BudgetName, Budgets } from '../../src/limits/budgets.service.js';
import { Listening } from '../../src/mcp/notifications/listening.service.js';
import { Subscriptions } from '../../src/mcp/notifications/subscriptions.service.js';
import { legacyClient } from '../support/mcp-clients.js';
import { McpListener } from '../support/mcp-listener.js';
import { modernHeaders, modernRequest } from '../support/mcp-messages.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ToldChanges } from '../support/told-changes.js';

const URI = 'omega://directory/servers/a';
const URI_BYTES = 2 * URI.length + 200;

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

  const budget = (name: BudgetName): Budget => directory.app.get(Budgets).of(name);

  const listen = (uri: string): Promise<McpListener> => {
    const { port } = directory.app.getHttpServer().address() as AddressInfo;
    return McpListener.open(port, { resourceSubscriptions: [uri] });
  };

  it('should be limited by their bytes, in both eras, until some go', async () => {
    const bytes = budget('MCP subscription bytes');
    bytes.take('others', bytes.limits.most - URI_BYTES);
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
    expect(subscriptions.add(URI, 'x')).toBeUndefined();
    await client.unsubscribeResource({ uri: URI });
    expect(subscriptions.add(URI, 'x')).toBe(URI);
    await client.close();
  });

  it('should be as long as a share of one client, and no longer', () => {
    const { share } = budget('MCP subscription bytes').limits;
    const long = `omega://directory/search?q=x&tag=${'t'.repeat(100)}`;
    const longBytes = 2 * long.length + 200;
    let added = 0;
    while (subscriptions.add(long, '10.0.0.1') !== undefined) added += 1;
    expect(added).toBe(Math.floor(share / longBytes));
    expect(subscriptions.add(URI, '10.0.0.2')).toBe(URI);
    for (; added > 0; added -= 1) subscriptions.remove(long, '10.0.0.1');
    subscriptions.remove(URI, '10.0.0.2');
    expect(budget('MCP subscription bytes').used).toBe(0);
    expect(budget('watched searches').used).toBe(0);
  });

  it('should be to a few different searches of one client only, but to each as often as wanted', () => {
    const { share } = budget('watched searches').limits;
    const search = (index: number): string => `omega://directory/search?tag=t${index}`;
    const add = (index: number, client = '10.0.0.1'): boolean =>
      subscriptions.add(search(index), client) !== undefined;
    for (let index = 0; index < share; index += 1) expect(add(index)).toBe(true);
    expect(add(share)).toBe(false);
    expect(add(share, '10.0.0.2')).toBe(true);
    expect(add(share)).toBe(true);
    expect(add(0, '10.0.0.2')).toBe(true);
    // Another one that watches it is charged for it from now on.
    subscriptions.remove(search(0), '10.0.0.1');
    expect(budget('watched searches').usedBy('10.0.0.2')).toBe(2);
    expect(add(share + 1)).toBe(true);
    expect(add(share + 2)).toBe(false);
  });

  it('should be to what can change only', () => {
    for (const uri of ['x:y', 'omega://directory/servers/../..', 'omega://directory/search?x=1']) {
      expect(subscriptions.add(uri, 'x')).toBeUndefined();
    }
  });

  it('should be told of searches at no cost while nobody listens', async () => {
    const uri = 'omega://directory/search?tag=code';
    subscriptions.add(uri, 'x');
    expect([...subscriptions.searchUris()]).toEqual([]);
    subscriptions.listen(uri);
    subscriptions.listen(uri);
    expect([...subscriptions.searchUris()]).toEqual([uri]);
    subscriptions.unlisten(uri);
    subscriptions.unlisten(uri);
    expect([...subscriptions.searchUris()]).toEqual([]);
    await directory.http.get('/health/live').expect(200);
  });

  it('should count their streams as event streams, and refuse too many with the time to come back', async () => {
    const streams = budget('event streams');
    const listener = await listen(URI);
    expect(streams.used).toBe(1);
    streams.take('others', streams.limits.most - 1);
    const method = 'subscriptions/listen';
    const refused = await fetch(`${await directory.app.getUrl()}/mcp`, {
      method: 'POST',
      headers: modernHeaders(method),
      body: JSON.stringify(modernRequest(method, { notifications: {} })),
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({ error: { code: -32_000 } });
    listener.close();
    while (streams.used === streams.limits.most) await new Promise(setImmediate);
    (await listen(URI)).close();
  });
});
