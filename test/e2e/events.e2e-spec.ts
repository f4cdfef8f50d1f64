import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessState } from '../../src/common/process-state.js';
import { EventHub } from '../../src/directory/events/event-hub.service.js';
import { manifest } from '../support/example-manifest.js';
import { FixedChance } from '../support/fixed-chance.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const AT = '2026-11-22T12:00:00.000Z';
const REVISION = 1_795_348_800;

describe('The event stream', () => {
  let directory: TestApp;
  let url: string;
  const readers: SseReader[] = [];

  beforeEach(async () => {
    directory = await startTestApp({ listen: true, chance: new FixedChance(0.5) });
    url = `${await directory.app.getUrl()}${DIRECTORY}/events`;
  });

  afterEach(async () => {
    for (const reader of readers.splice(0)) await reader.close();
    await directory.end();
  });

  /** Connects and takes the first event, which tells where the stream begins. */
  async function open(query = '', lastEventId?: string): Promise<SseReader> {
    const reader = await SseReader.open(
      url + query,
      lastEventId === undefined ? {} : { lastEventId },
    );
    readers.push(reader);
    return reader;
  }

  async function openNow(query = ''): Promise<SseReader> {
    const reader = await open(query);
    expect((await reader.next()).event).toBe('ready');
    return reader;
  }

  const register = (id: string, changes: object = {}) =>
    directory.http.post('/servers/register').send(manifest(id, changes));
  const heartbeat = (id: string, status?: string) =>
    directory.http.post('/servers/heartbeat').send({ id, status });

  /** As long as batches are apart. */
  const nextBatch = (): void => {
    directory.clock.advance(100);
  };

  it('should begin now, say where, and be no document', async () => {
    await register('before');
    const reader = await open();
    expect(Object.fromEntries(reader.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(reader.response.headers.has('etag')).toBe(false);
    const listing = (await directory.http.get(`${DIRECTORY}/servers`)).body as { revision: string };
    expect(await reader.next()).toEqual({
      event: 'ready',
      data: { revision: listing.revision },
      lastEventId: expect.stringMatching(/^\d+\.1$/),
    });
    expect(reader.retryMs).toBe(2_000);
  });

  it('should tell what became of a server, whatever happens to it', async () => {
    const reader = await openNow();
    await register('a', { heartbeat_interval_seconds: 5 });
    const common = { id: 'a', at: AT };
    expect(await reader.next()).toMatchObject({
      event: 'registered',
      data: { ...common, revision: REVISION, status: 'healthy', status_reason: 'registered' },
    });
    nextBatch();
    await heartbeat('a', 'degraded');
    expect(await reader.next()).toMatchObject({
      event: 'status',
      data: { revision: REVISION + 1, status: 'degraded', status_reason: 'member_reported' },
    });
    nextBatch();
    await register('a', { heartbeat_interval_seconds: 5, version: '2.0.0' });
    expect(await reader.next()).toMatchObject({
      event: 'updated',
      data: { revision: REVISION + 2, status: 'degraded', status_reason: 'member_reported' },
    });
    nextBatch();
    await directory.http.delete('/servers/a').expect(200);
    expect(await reader.next()).toMatchObject({
      event: 'removed',
      data: { revision: REVISION + 3, status: null, status_reason: 'unregistered' },
    });
    nextBatch();
    await register('a');
    expect(await reader.next()).toMatchObject({
      event: 'registered',
      data: { revision: REVISION + 4, status: 'healthy' },
    });
  });

  it('should tell of servers that go offline as the listing does, and say nothing of their end', async () => {
    const [all, offline] = [await openNow(), await openNow('?status=offline')];
    await register('a', { heartbeat_interval_seconds: 5 });
    expect((await all.next()).event).toBe('registered');
    await directory.pass(15);
    nextBatch();
    expect((await all.next()).data).toMatchObject({
      status: 'stale',
      status_reason: 'lease_expired',
    });
    await directory.pass(30);
    nextBatch();
    expect(await all.next()).toMatchObject({
      event: 'removed',
      data: { id: 'a', revision: REVISION + 2, status: null, status_reason: 'filtered' },
    });
    expect(await offline.next()).toMatchObject({ event: 'status', data: { status: 'offline' } });
    await directory.pass(24 * 3_600);
    nextBatch();
    expect((await offline.next()).data).toMatchObject({
      revision: REVISION + 3,
      status: null,
      status_reason: 'retention_elapsed',
    });
    nextBatch();
    await register('b');
    expect((await all.next()).data).toMatchObject({ id: 'b' });
  }, 60_000);

  it('should be silent about heartbeats that change nothing', async () => {
    const reader = await openNow();
    await register('a');
    expect((await reader.next()).event).toBe('registered');
    nextBatch();
    await heartbeat('a').expect(200);
    await register('a').expect(200);
    await heartbeat('a', 'draining').expect(200);
    expect((await reader.next()).data).toMatchObject({ status: 'draining' });
    expect(reader.messages).toHaveLength(3);
  });

  it('should gather what happens within 100 ms, and tell the last state of each server', async () => {
    const reader = await openNow();
    await register('a');
    expect((await reader.next()).event).toBe('registered');
    await register('b');
    await register('b', { version: '2.0.0' });
    await register('c');
    await directory.http.delete('/servers/c');
    await heartbeat('a', 'degraded');
    expect(reader.idle).toBe(true);
    directory.clock.advance(99);
    await heartbeat('a', 'draining');
    expect(reader.idle).toBe(true);
    directory.clock.advance(1);
    const told = [await reader.next(), await reader.next(), await reader.next()];
    expect(told.map(({ event, data }) => [event, data['id'], data['status']])).toEqual([
      ['registered', 'b', 'healthy'],
      // Somebody may have listed it meanwhile.
      ['removed', 'c', null],
      ['status', 'a', 'draining'],
    ]);
    // The id comes with the last event of a batch.
    expect(new Set(told.map(({ lastEventId }) => lastEventId)).size).toBe(2);
    expect(reader.lastEventId).toBe(told[2]?.lastEventId);
  });

  it('should carry entries as they are listed, when asked to', async () => {
    const reader = await openNow('?entries=1');
    await register('a', { tags: ['x'] });
    const { data } = await reader.next();
    const listing = (await directory.http.get(`${DIRECTORY}/servers`)).body as {
      servers: unknown[];
    };
    expect(data['entry']).toEqual(listing.servers[0]);
    nextBatch();
    await directory.http.delete('/servers/a');
    expect((await reader.next()).data).not.toHaveProperty('entry');
  });

  it('should filter as the listing does, and tell what no longer matches', async () => {
    const reader = await openNow('?tag=eu,us&tag=mail&q=weather');
    const words = { description: 'Weather' };
    await register('no', { tags: ['eu', 'mail'] });
    nextBatch();
    await register('yes', { tags: ['us', 'mail'], ...words });
    expect(await reader.next()).toMatchObject({ event: 'registered', data: { id: 'yes' } });
    nextBatch();
    await register('no', { tags: ['eu', 'mail'], ...words });
    expect(await reader.next()).toMatchObject({ event: 'updated', data: { id: 'no' } });
    nextBatch();
    await register('yes', { tags: ['us'], ...words });
    expect(await reader.next()).toMatchObject({
      event: 'removed',
      data: { id: 'yes', revision: REVISION + 1, status: null, status_reason: 'filtered' },
    });
    nextBatch();
    await directory.http.delete('/servers/yes');
    nextBatch();
    await directory.http.delete('/servers/no');
    expect((await reader.next()).data).toMatchObject({ id: 'no', status_reason: 'unregistered' });
  });

  it('should keep quiet streams alive, with the id to go on from', async () => {
    const reader = await openNow('?tag=other');
    const first = reader.lastEventId;
    await register('a');
    directory.clock.advance(15_000);
    await reader.until(() => reader.comments === 1);
    expect(reader.lastEventId).not.toBe(first);
    directory.clock.advance(15_000);
    await reader.until(() => reader.comments === 2);
    expect(reader.idle).toBe(true);
  });

  it('should answer HEAD with the head', async () => {
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(directory.app.get(EventHub).streams).toBe(0);
  });

  it('should end its streams when the process drains, and tell when to come back', async () => {
    const reader = await openNow();
    directory.app.get(ProcessState).drain();
    await reader.ended;
    expect(reader.retryMs).toBe(2_000);
    const late = await open();
    await late.ended;
    expect([late.retryMs, late.messages]).toEqual([2_000, []]);
    expect(directory.app.get(EventHub).streams).toBe(0);
  });

  it('should forget readers that leave', async () => {
    const reader = await openNow();
    expect(directory.app.get(EventHub).streams).toBe(1);
    await reader.close();
    const other = await openNow();
    for (let turn = 0; directory.app.get(EventHub).streams > 1 && turn < 100; turn += 1) {
      await directory.http.get('/health/live');
    }
    expect(directory.app.get(EventHub).streams).toBe(1);
    await register('a');
    expect((await other.next()).event).toBe('registered');
  });
});
