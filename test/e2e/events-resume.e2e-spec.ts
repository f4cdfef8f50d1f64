import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { EventHub } from '../../src/directory/events/event-hub.service.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { manifest } from '../support/example-manifest.js';
import { SseReader } from '../support/sse-reader.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('An event stream that goes on', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: TestApp;
  const readers: SseReader[] = [];

  beforeEach(async () => {
    data = await tempDir();
    directory = await startTestApp({ listen: true, dataDir: data.path });
    await register('stays');
  });

  afterEach(async () => {
    for (const reader of readers.splice(0)) await reader.close();
    await directory.end();
    await data.remove();
  });

  async function open(query = '', lastEventId?: string): Promise<SseReader> {
    const url = `${await directory.app.getUrl()}${DIRECTORY}/events${query}`;
    const reader = await SseReader.open(url, lastEventId === undefined ? {} : { lastEventId });
    readers.push(reader);
    return reader;
  }

  /** The id that a reader has who was connected up to now. */
  async function idNow(query = ''): Promise<string> {
    const reader = await open(query);
    const { lastEventId } = await reader.next();
    await reader.close();
    return lastEventId;
  }

  const register = (id: string, changes: object = {}) =>
    directory.http.post('/servers/register').send(manifest(id, changes));

  /** All that a reader is told until it is told of the server `end`. */
  async function toldUntil(reader: SseReader, end: string): Promise<unknown[]> {
    const told: unknown[] = [];
    for (;;) {
      const { event, data: facts } = await reader.next();
      if (facts['id'] === end) return told;
      told.push([event, facts['id'], facts['status'], facts['status_reason']]);
    }
  }

  it('should tell the latest state of what changed meanwhile, removals included', async () => {
    await register('goes');
    const id = await idNow();
    await register('new');
    await register('new', { version: '2.0.0' });
    await register('comes-and-goes');
    for (const gone of ['goes', 'comes-and-goes']) await directory.http.delete(`/servers/${gone}`);
    await directory.http.post('/servers/heartbeat').send({ id: 'stays', status: 'degraded' });
    await register('end');
    const reader = await open('', id);
    expect(await toldUntil(reader, 'end')).toEqual([
      ['updated', 'new', 'healthy', 'registered'],
      ['removed', 'goes', null, 'unregistered'],
      ['removed', 'comes-and-goes', null, 'unregistered'],
      ['status', 'stays', 'degraded', 'member_reported'],
    ]);
    directory.clock.advance(100);
    await register('live');
    expect((await reader.next()).data).toMatchObject({ id: 'live' });
    await register('last');
    expect(await toldUntil(await open('', reader.lastEventId), 'last')).toEqual([]);
  });

  it('should tell what no longer matches', async () => {
    await register('moves', { tags: ['mine'] });
    const id = await idNow('?tag=mine');
    await register('moves', { tags: ['other'] });
    await register('end', { tags: ['mine'] });
    expect(await toldUntil(await open('?tag=mine', id), 'end')).toEqual([
      ['removed', 'moves', null, 'filtered'],
    ]);
  });

  it('should end after a fault, and go on for whoever comes back', async () => {
    const id = await idNow();
    await register('new');
    const catalog = directory.app.get(Catalog).of(DEFAULT_SCOPE);
    catalog.everyServer = () => {
      throw new Error('a fault');
    };
    const cut = await open('', id);
    await cut.ended;
    Reflect.deleteProperty(catalog, 'everyServer');
    expect((await (await open('', id)).next()).data).toMatchObject({ id: 'new' });
    expect(directory.app.get(EventHub).streams).toBe(1);
  });

  it('should go on after a restart', async () => {
    const id = await idNow();
    await directory.http.delete('/servers/stays');
    await directory.stop();
    directory = await startTestApp({ listen: true, dataDir: data.path, clock: directory.clock });
    await register('end');
    expect(await toldUntil(await open('', id), 'end')).toEqual([
      ['removed', 'stays', null, 'unregistered'],
    ]);
  });

  it.each([
    ['is not an id', 'malformed', () => 'nonsense'],
    ['is too long', 'malformed', (id: string) => `${id}0000000000000000`],
    ['came twice', 'malformed', (id: string) => `${id}, ${id}`],
    ["is another store's", 'epoch', (id: string) => `1${id.slice(id.indexOf('.'))}`],
    ['is of another selection', 'epoch', (id: string) => id.replace('.', '~.')],
    ['is from the future', 'future', (id: string) => `${id}0`],
  ])('should begin again when the id %s', async (_what, reason, change) => {
    const reader = await open('', change(await idNow()));
    const listing = (await directory.http.get(`${DIRECTORY}/servers`)).body as { revision: string };
    expect(await reader.next()).toMatchObject({
      event: 'reset',
      data: { reason, revision: listing.revision },
      lastEventId: await idNow(),
    });
    await register('end');
    expect(await toldUntil(reader, 'end')).toEqual([]);
  });

  it('should take an empty id for none', async () => {
    expect((await (await open('', '')).next()).event).toBe('ready');
  });

  it('should begin again when removals since then are forgotten', async () => {
    const id = await idNow();
    await register('goes');
    await directory.http.delete('/servers/goes');
    const later = await idNow();
    const store = directory.app.get(ManifestStore);
    expect(await store.purgeTombstones(directory.clock.now() + 1)).toBe(1);
    expect(await (await open('', id)).next()).toMatchObject({
      event: 'reset',
      data: { reason: 'purged' },
    });
    await register('end');
    expect(await toldUntil(await open('', later), 'end')).toEqual([]);
    await directory.stop();
    directory = await startTestApp({ listen: true, dataDir: data.path, clock: directory.clock });
    expect(await (await open('', id)).next()).toMatchObject({ data: { reason: 'purged' } });
  });

  it('should begin again when the listing turns to servers with some of the words, and back', async () => {
    await register('one', { description: 'weather' });
    const query = '?q=weather+forecast';
    const reader = await open(query);
    expect((await reader.next()).event).toBe('ready');
    const fallenBack = reader.lastEventId;
    expect(fallenBack).toMatch(/^\d+~\.\d+$/);
    await register('both', { description: 'weather forecast' });
    expect(await reader.next()).toMatchObject({ event: 'reset', data: { reason: 'filter' } });
    expect(reader.lastEventId).toMatch(/^\d+\.\d+$/);
    expect((await (await open(query, fallenBack)).next()).data).toMatchObject({ reason: 'epoch' });
    directory.clock.advance(100);
    await register('both', { description: 'nothing of it' });
    expect(await reader.next()).toMatchObject({ event: 'reset', data: { reason: 'filter' } });
    directory.clock.advance(100);
    await register('two', { description: 'forecast' });
    expect(await reader.next()).toMatchObject({ event: 'registered', data: { id: 'two' } });
  });

  it('should turn so, too, when positions begin again in the same moment', async () => {
    await register('one', { description: 'weather' });
    const reader = await open('?q=weather+forecast');
    await reader.next();
    // It is told at once, so that what follows is told together, 100 ms later.
    await register('other', { description: 'weather' });
    expect(await reader.next()).toMatchObject({ event: 'registered', data: { id: 'other' } });
    expect(reader.lastEventId).toMatch(/^\d+~\.\d+$/);
    await register('both', { description: 'weather forecast' });
    directory.app.get(Catalog).apply({ records: [], corrected: [], gone: [], newEpoch: true });
    directory.clock.advance(100);
    expect(await reader.next()).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
    expect(reader.lastEventId).toMatch(/^\d+\.\d+$/);
  });
});
