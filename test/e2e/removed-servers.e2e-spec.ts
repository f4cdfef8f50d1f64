import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegistrySchedule } from '../../src/registry/registry-schedule.service.js';
import { manifest } from '../support/example-manifest.js';
import { FROM, takeClientsFromHeader } from '../support/from-client.js';
import { OpenApi } from '../support/openapi.js';
import { SignedDirectory } from '../support/signed-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const DAY_MS = 86_400_000;
const REASON = { reason: 'Nobody uses it, ticket 7' };

interface Listed {
  readonly tombstones: { id: string; held: boolean }[];
  readonly total: number;
}

describe('Removed servers', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp({ env: { MAX_TOMBSTONES: '5' } });
  });

  afterEach(() => directory.end());

  async function remove(id: string): Promise<void> {
    await directory.http.post('/servers/register').send(manifest(id));
    expect((await directory.http.delete(`/servers/${id}`)).status).toBe(200);
  }

  async function list(query = ''): Promise<Listed> {
    const answer = await directory.http.get(`/servers/tombstones${query}`);
    expect(answer.status).toBe(200);
    return answer.body as Listed;
  }

  const ids = ({ tombstones }: Listed): string[] => tombstones.map(({ id }) => id);
  const schedule = (): RegistrySchedule => directory.app.get(RegistrySchedule);

  it('should be listed, those that were removed first before others, and page by page', async () => {
    const document = await OpenApi.of(directory);
    for (const id of ['c', 'a', 'b']) await remove(id);
    await directory.http.post('/servers/a/disable').send(REASON);
    expect(ids(await list())).toEqual(['c', 'b', 'a']);
    expect(ids(await list('?limit=2&page=2'))).toEqual(['a']);
    expect(ids(await list('?held=1'))).toEqual(['a']);
    expect((await directory.http.get('/servers/tombstones?held=2')).status).toBe(400);
    const answer = await directory.http.get('/servers/tombstones');
    expect(document.faults('get', '/servers/tombstones', answer)).toEqual([]);
  });

  it('should be forgotten when an operator says so, blocked ones too, and nothing else', async () => {
    const document = await OpenApi.of(directory);
    await remove('a');
    await directory.http.post('/servers/a/disable').send(REASON);
    await directory.http.post('/servers/register').send(manifest('live'));
    const purge = (id: string) => directory.http.post(`/servers/${id}/purge`).send(REASON);
    const live = await purge('live');
    expect([live.status, live.body]).toMatchObject([409, { code: 'SERVER_NOT_REMOVED' }]);
    expect((await purge('nobody')).status).toBe(404);
    expect((await directory.http.post('/servers/a/purge').send({})).status).toBe(400);
    const purged = await purge('a');
    expect([purged.status, purged.body]).toEqual([200, { id: 'a', outcome: 'purged' }]);
    expect(document.faults('post', '/servers/{id}/purge', purged)).toEqual([]);
    expect(await list()).toMatchObject({ tombstones: [], total: 0 });
    expect((await directory.http.get('/servers/a/history')).status).toBe(404);
    // The block went with it.
    const again = await directory.http.post('/servers/register').send(manifest('a'));
    expect(again.status).toBe(201);
    const beat = await directory.http.post('/servers/heartbeat').send({ id: 'a' });
    expect(beat.body).toMatchObject({ status: 'healthy' });
  });

  it('should go when there are too many, the oldest first, but not those that keep something', async () => {
    await remove('kept');
    await directory.http.post('/servers/kept/disable').send(REASON);
    for (let index = 0; index < 8; index += 1) await remove(`s${index}`);
    await schedule().purgeExcess();
    expect(ids(await list())).toEqual(['kept', 's4', 's5', 's6', 's7']);
    await schedule().purgeExcess();
    expect((await list()).total).toBe(5);
  });

  it('should come back as they were, from what the store has', async () => {
    await remove('a');
    await directory.http.post('/servers/a/disable').send(REASON);
    const back = await directory.http.post('/servers/register').send(manifest('a'));
    expect(back.status).toBe(201);
    expect((await list()).total).toBe(0);
    const beat = await directory.http.post('/servers/heartbeat').send({ id: 'a' });
    expect(beat.body).toMatchObject({ status: 'disabled' });
  });
});

describe('Keys of members', () => {
  let scene: SignedDirectory;

  beforeEach(async () => {
    scene = await SignedDirectory.start({ MAX_TOMBSTONES: '10', CLIENT_SHARE_PERCENT: '20' });
    takeClientsFromHeader(scene.directory);
  });

  afterEach(() => scene.end());

  function register(from: string, id: string, key?: object) {
    const body = manifest(id, key === undefined ? {} : { member_key: key });
    const request = scene.request('POST', '/servers/register', body);
    const headers = { ...request.headers, [FROM]: from };
    const sent = { ...request, headers };
    return key === undefined ? scene.client.send(sent) : scene.send(scene.ed25519, sent);
  }

  it('should be pinned first by the client that registered the server, and by no stranger', async () => {
    const { key } = scene.ed25519;
    expect((await register('10.0.0.1', 'a')).status).toBe(201);
    const stranger = await register('10.0.0.66', 'a', key);
    expect([stranger.status, stranger.json]).toMatchObject([403, { code: 'PIN_REFUSED' }]);
    // The owner is not locked out.
    expect((await register('10.0.0.1', 'a')).status).toBe(200);
    expect((await register('10.0.0.1', 'a', key)).status).toBe(200);
    // A new server may have a key from the start, and the directory's own machine may pin any.
    expect((await register('10.0.0.66', 'b', key)).status).toBe(201);
    expect((await register('10.0.0.1', 'c')).status).toBe(201);
    expect((await register('127.0.0.1', 'c', key)).status).toBe(200);
  });

  it('should leave only so many removed servers behind that are kept for them', async () => {
    const { key } = scene.ed25519;
    const leave = async (id: string) => {
      const answer = await register('10.0.0.1', id, key);
      await scene.send(scene.ed25519, scene.request('DELETE', `/servers/${id}`));
      return answer;
    };
    expect((await leave('a')).status).toBe(201);
    expect((await leave('b')).status).toBe(201);
    const refused = await leave('c');
    expect([refused.status, refused.json]).toMatchObject([
      429,
      {
        code: 'QUOTA_EXCEEDED',
        detail: expect.stringContaining('2 of its 2 removed servers with keys'),
      },
    ]);
    expect((await register('10.0.0.1', 'c')).status).toBe(201);
    expect((await register('10.0.0.2', 'd', key)).status).toBe(201);
    // A pin runs out a year after its server was removed.
    const { clock, app } = scene.directory;
    clock.advance(200 * DAY_MS);
    await app.get(RegistrySchedule).purgeTombstones();
    expect((await leave('e')).status).toBe(429);
    clock.advance(170 * DAY_MS);
    await app.get(RegistrySchedule).purgeTombstones();
    expect((await register('10.0.0.1', 'a')).status).toBe(201);
  });
});
