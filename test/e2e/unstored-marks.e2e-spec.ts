import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlattenedJWS, JSONWebKeySet } from 'jose';
import { manifest } from '../support/example-manifest.js';
import { FullDisk } from '../support/full-disk.js';
import { SseReader } from '../support/sse-reader.js';
import { readStatement } from '../support/statement-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

/** With an interval of 5 s: stale after 15 s, offline 30 s later. Marks that were not stored are tried again after 10 s. */
const STALE_AFTER_S = 15;
const OFFLINE_AFTER_S = 30;
const TRIED_AGAIN_WITHIN_S = 10;

interface Entry {
  readonly status: string;
  readonly directory: {
    readonly revision: number;
    readonly status_since: string;
    readonly status_reason: string;
    readonly status_stored?: boolean;
    readonly jws: FlattenedJWS;
  };
}

describe('Marks that a full disk does not take', () => {
  let directory: TestApp;
  let disk: FullDisk;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    await register('a');
    disk = new FullDisk(directory);
    disk.isFull = true;
  });

  afterEach(async () => {
    disk.isFull = false;
    await directory.end();
  });

  const register = (id: string) =>
    directory.http
      .post('/servers/register')
      .send(manifest(id, { heartbeat_interval_seconds: 5, tags: ['x'] }))
      .expect(201);
  const get = (path: string) => directory.http.get(path);
  const beat = () => directory.http.post('/servers/heartbeat').send({ id: 'a' }).expect(200);

  async function entry(): Promise<Entry> {
    return (await get(`${DIRECTORY}/servers/a`).expect(200)).body as Entry;
  }

  async function listed(query = ''): Promise<string[]> {
    const { body } = (await get(`${DIRECTORY}/servers${query}`).expect(200)) as { body: unknown };
    return (body as { servers: { id: string }[] }).servers.map(({ id }) => id);
  }

  async function history(): Promise<{ why: string; at: string; revision: number }[]> {
    const { body } = (await get('/servers/a/history').expect(200)) as { body: unknown };
    return (body as { history: { why: string; at: string; revision: number }[] }).history;
  }

  async function sweeperCheck(): Promise<unknown> {
    const { body } = (await get('/health').expect(200)) as { body: unknown };
    return (body as { details: { sweeper: unknown } }).details.sweeper;
  }

  it('should be shown in every answer, signed, and said not to be stored', async () => {
    const before = await entry();
    const listing = await get(`${DIRECTORY}/servers`);
    const etag = (await get(`${DIRECTORY}/servers/a`)).headers['etag'] ?? '';
    await directory.pass(STALE_AFTER_S);

    const stale = await entry();
    expect(stale).toMatchObject({
      status: 'stale',
      directory: {
        revision: before.directory.revision,
        status_reason: 'lease_expired',
        status_since: new Date(directory.clock.now()).toISOString(),
        status_stored: false,
      },
    });
    const keys = (await get('/.well-known/jwks.json')).body as JSONWebKeySet;
    const { claims } = await readStatement(stale.directory.jws, keys);
    expect(claims).toMatchObject({ st: 'stale', rev: before.directory.revision });
    await get(`${DIRECTORY}/servers/a`).set('If-None-Match', etag).expect(200);
    await get(`${DIRECTORY}/servers`)
      .set('If-None-Match', listing.headers['etag'] ?? '')
      .expect(200);
    const { revision } = (await get(`${DIRECTORY}/servers`)).body as { revision: string };
    expect(revision).not.toBe((listing.body as { revision: string }).revision);
    expect(await listed('?status=stale')).toEqual(['a']);
    expect(await listed('?status=healthy')).toEqual([]);
    expect(await sweeperCheck()).toMatchObject({
      status: 'degraded',
      message: '1 server is shown stale or offline; the storage cannot record it',
    });
    expect((await history()).map(({ why }) => why)).toEqual(['registered']);

    await directory.pass(OFFLINE_AFTER_S + TRIED_AGAIN_WITHIN_S);
    expect((await entry()).status).toBe('offline');
    expect(await listed()).toEqual([]);
    expect(await listed('?status=offline')).toEqual(['a']);
  });

  it('should be stored when there is room, as of when they were decided', async () => {
    await directory.pass(STALE_AFTER_S);
    const shown = await entry();
    disk.isFull = false;
    await directory.pass(TRIED_AGAIN_WITHIN_S);
    const stored = await entry();
    expect(stored.directory.revision).toBe(shown.directory.revision + 1);
    expect(stored.directory.status_since).toBe(shown.directory.status_since);
    expect(stored.status).toBe('stale');
    expect(stored.directory).not.toHaveProperty('status_stored');
    expect((await history())[0]).toMatchObject({
      why: 'lease_expired',
      at: shown.directory.status_since,
    });
    expect(await sweeperCheck()).toMatchObject({ status: 'up' });
  });

  it('should not show an offline server as stale while its mark is stored', async () => {
    await directory.pass(STALE_AFTER_S + OFFLINE_AFTER_S + TRIED_AGAIN_WITHIN_S);
    expect((await entry()).status).toBe('offline');
    disk.isFull = false;
    for (let seconds = 0; seconds <= TRIED_AGAIN_WITHIN_S; seconds += 1) {
      await directory.pass(1);
      expect((await entry()).status).toBe('offline');
    }
    expect((await entry()).directory).not.toHaveProperty('status_stored');
  });

  it('should end with a heartbeat, for which nothing has to be stored', async () => {
    const before = await entry();
    await directory.pass(STALE_AFTER_S);
    expect((await entry()).status).toBe('stale');
    await beat();
    const back = await entry();
    expect(back).toMatchObject({ status: 'healthy', directory: { status_reason: 'registered' } });
    expect(back.directory.revision).toBe(before.directory.revision);
    expect(back.directory).not.toHaveProperty('status_stored');
    expect(await listed('?status=healthy')).toEqual(['a']);
    disk.isFull = false;
    await directory.pass(TRIED_AGAIN_WITHIN_S);
    expect((await history()).map(({ why }) => why)).toEqual(['registered']);
  });

  it('should wake long polls', async () => {
    const { headers } = await get(`${DIRECTORY}/servers`);
    const url = `${await directory.app.getUrl()}${DIRECTORY}/servers?wait=60`;
    const waiting = fetch(url, { headers: { 'If-None-Match': headers['etag'] ?? '' } });
    await directory.pass(STALE_AFTER_S);
    expect(await (await waiting).json()).toMatchObject({ servers: [{ status: 'stale' }] });
  });

  it('should be told by event streams, whose readers list again when they come back', async () => {
    const url = `${await directory.app.getUrl()}${DIRECTORY}/events`;
    const reader = await SseReader.open(url);
    const { lastEventId: idBefore } = await reader.next();
    await directory.pass(STALE_AFTER_S);
    directory.clock.advance(100);
    const { event, data, lastEventId } = await reader.next();
    expect([event, data['id'], data['status'], data['status_reason']]).toEqual([
      'status',
      'a',
      'stale',
      'lease_expired',
    ]);
    for (const id of [idBefore, lastEventId]) {
      const again = await SseReader.open(url, { lastEventId: id });
      expect(await again.next()).toMatchObject({ event: 'reset', data: { reason: 'unstored' } });
      await again.close();
    }

    await beat();
    directory.clock.advance(100);
    const back = await reader.next();
    expect(back.data).toMatchObject({ id: 'a', status: 'healthy' });
    const told = await SseReader.open(url, { lastEventId });
    expect(await told.next()).toMatchObject({ event: 'reset', data: { reason: 'unstored' } });
    await told.close();
    const current = await SseReader.open(url, { lastEventId: back.lastEventId });
    disk.isFull = false;
    await register('b');
    directory.clock.advance(100);
    expect((await current.next()).data).toMatchObject({ id: 'b' });
    await current.close();
    await reader.close();
  });
});
