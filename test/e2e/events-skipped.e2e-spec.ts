import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { ServerRecord } from '../../src/manifest/server-record.js';
import { ChangeBell } from '../../src/mcp/notifications/change-bell.service.js';
import { Subscriptions } from '../../src/mcp/notifications/subscriptions.service.js';
import { manifest } from '../support/example-manifest.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('A replica that has not seen every revision', () => {
  let directory: TestApp;
  let reader: SseReader;
  let catalog: Catalog;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    catalog = directory.app.get(Catalog);
    const url = `${await directory.app.getUrl()}${DIRECTORY}/events?tag=code`;
    reader = await SseReader.open(url);
    expect((await reader.next()).event).toBe('ready');
    await directory.http.post('/servers/register').send(manifest('a')).expect(201);
    directory.clock.advance(100);
  });

  afterEach(async () => {
    await reader.close();
    await directory.end();
  });

  /** The store's feed brings a server as it has become after some changes. */
  function bring(changes: number, facts: Partial<ServerRecord> = {}): void {
    const record = catalog.of(DEFAULT_SCOPE).record('a');
    if (record === undefined) throw new Error('It was registered.');
    const records = [{ ...record, ...facts, revision: record.revision + changes }];
    catalog.apply({ records, corrected: [], gone: [] });
    directory.clock.advance(100);
  }

  it('should tell event streams that a server does not match, for it may have', async () => {
    bring(1);
    bring(2);
    const { revision } = catalog.of(DEFAULT_SCOPE).record('a') ?? {};
    expect(await reader.next()).toMatchObject({
      event: 'removed',
      data: { id: 'a', revision, status_reason: 'filtered' },
    });
  });

  it('should tell MCP clients of all that a server may have been in between', async () => {
    const told = new Set<string>();
    directory.app.get(ChangeBell).subscribe((event) => {
      told.add(event.kind === 'resource_updated' ? event.uri : 'list');
    });
    const uris = ['search?tag=x', 'servers/a', 'status', 'servers', 'tags'].map(
      (end) => `omega://directory/${end}`,
    );
    directory.app.get(Subscriptions).add(uris[0] ?? '', 'a client');
    directory.app.get(Subscriptions).listen(uris[0] ?? '');
    bring(2);
    await new Promise(setImmediate);
    expect([...told].sort()).toEqual(['list', ...uris].sort());
  });

  it('should tell of the end of a server that it never saw', async () => {
    const record = catalog.of(DEFAULT_SCOPE).record('a');
    if (record === undefined) throw new Error('It was registered.');
    const change = { ...record.change, what: 'removed' } as const;
    const gone = {
      ...record,
      id: 'b',
      change,
      removed: true,
      statusReason: 'unregistered',
    } as const;
    catalog.apply({ records: [gone], corrected: [], gone: [] });
    directory.clock.advance(100);
    expect(await reader.next()).toMatchObject({
      event: 'removed',
      data: { id: 'b', status_reason: 'unregistered' },
    });
  });
});
