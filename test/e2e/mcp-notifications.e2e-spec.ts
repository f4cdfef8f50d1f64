import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifest, MY_ANALYZER } from '../support/example-manifest.js';
import { legacyClient, modernClient } from '../support/mcp-clients.js';
import { ToldChanges } from '../support/told-changes.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BATCH_MS = 100;
const WATCHED = [
  'omega://directory/servers/my_analyzer',
  'omega://directory/servers',
  'omega://directory/tags',
  'omega://directory/status',
  'omega://directory/search?tag=code',
];

/** A client of each era that has subscribed to {@link WATCHED}. */
const LISTENERS: readonly [
  revision: string,
  listen: (url: string, told: ToldChanges) => Promise<() => Promise<void>>,
][] = [
  [
    '2026-07-28',
    async (url, told) => {
      const client = await modernClient(url);
      client.setNotificationHandler('notifications/resources/list_changed', () => {
        told.add('list');
      });
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
        told.add(params.uri);
      });
      const subscription = await client.listen({
        resourcesListChanged: true,
        resourceSubscriptions: WATCHED,
      });
      expect(subscription.honoredFilter).toEqual({
        resourcesListChanged: true,
        resourceSubscriptions: WATCHED,
      });
      return () => client.close();
    },
  ],
  [
    '2025-11-25',
    async (url, told) => {
      const client = await legacyClient(url, told);
      for (const uri of WATCHED) await client.subscribeResource({ uri });
      return () => client.close();
    },
  ],
];

describe.each(LISTENERS)('Notifications, revision %s', (_revision, listen) => {
  let directory: TestApp;
  let told: ToldChanges;
  let leave: () => Promise<void>;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    told = new ToldChanges();
    leave = await listen(`${await directory.app.getUrl()}/mcp`, told);
  });

  afterEach(async () => {
    await directory.end();
    await leave();
  });

  async function register(changes: object): Promise<void> {
    await directory.http.post('/servers/register').send({ ...MY_ANALYZER, ...changes });
  }

  it('should tell of a registration over REST within 200 ms', async () => {
    const start = performance.now();
    await register({});
    expect(await told.take(6)).toEqual(['list', ...WATCHED].sort());
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('should tell many changes once a batch', async () => {
    await register({});
    await told.take(6);
    for (let version = 2; version < 12; version += 1) await register({ version: `${version}.0` });
    expect(told.waiting).toEqual([]);
    directory.clock.advance(BATCH_MS);
    expect(await told.take(6)).toEqual(['list', ...WATCHED].sort());
  });

  it('should tell only of what has changed', async () => {
    await register({});
    await told.take(6);
    await directory.http.post('/servers/register').send(manifest('other', { tags: ['music'] }));
    directory.clock.advance(BATCH_MS);
    const shared = ['servers', 'status', 'tags'].map((name) => `omega://directory/${name}`);
    expect(await told.take(4)).toEqual(['list', ...shared]);
    await directory.http.post('/servers/heartbeat').send({ id: 'other', status: 'degraded' });
    directory.clock.advance(BATCH_MS);
    expect(await told.take(2)).toEqual(['omega://directory/servers', 'omega://directory/status']);
    await directory.http.delete('/servers/my_analyzer');
    directory.clock.advance(BATCH_MS);
    expect(await told.take(6)).toEqual(['list', ...WATCHED].sort());
  });
});
