import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FILE } from '../../src/storage/embedded/embedded-store.js';
import { manifest } from '../support/example-manifest.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('Damaged records', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: TestApp;

  beforeEach(async () => {
    data = await tempDir();
    directory = await startTestApp({ dataDir: data.path });
    for (const id of ['a', 'b', 'c']) {
      await directory.http.post('/servers/register').send(manifest(id));
    }
  });

  afterEach(async () => {
    await directory.stop();
    await data.remove();
  });

  /** As a disk does it: one byte is another one. */
  async function flip(text: string): Promise<void> {
    await directory.stop();
    const file = join(data.path, FILE);
    const bytes = await readFile(file);
    expect(bytes.includes(text)).toBe(true);
    for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1))
      bytes[at] = 0x58;
    await writeFile(file, bytes);
    directory = await startTestApp({ dataDir: data.path, clock: directory.clock });
  }

  const get = (id: string) => directory.http.get(`${DIRECTORY}/servers/${id}`);

  async function catalogHealth(): Promise<unknown> {
    const { body } = (await directory.http.get('/health')) as {
      body: { details: Record<string, unknown> };
    };
    return body.details['catalog'];
  }

  it.each([
    ['is no JSON any more', '"display_name":"Server b"'],
    ['is another manifest', 'erver b"'],
  ])(
    'should be left out and named when the manifest %s, and repaired by the member',
    async (_, text) => {
      await flip(text);
      expect((await get('a')).status).toBe(200);
      const missing = await get('b');
      expect([missing.status, missing.body]).toMatchObject([503, { code: 'RECORD_DAMAGED' }]);
      const card = await get('b/server-card');
      expect([card.status, card.body]).toMatchObject([503, { code: 'RECORD_DAMAGED' }]);
      expect((await directory.http.get(`${DIRECTORY}/servers`)).body).toMatchObject({ total: 2 });
      expect(await catalogHealth()).toMatchObject({
        status: 'degraded',
        servers: 2,
        damaged: { count: 1, ids: ['b'] },
      });
      expect((await directory.http.get('/servers/status')).body).toMatchObject({
        limits: { not_served: { damaged: 1 }, used: { servers: { used: 3 } } },
      });
      // The member hears that it is not registered, and does what it does then.
      expect((await directory.http.post('/servers/heartbeat').send({ id: 'b' })).status).toBe(404);
      const repaired = await directory.http.post('/servers/register').send(manifest('b'));
      expect([repaired.status, repaired.body]).toMatchObject([201, { outcome: 'registered' }]);
      expect((await get('b')).status).toBe(200);
      expect(await catalogHealth()).toMatchObject({ status: 'up', servers: 3 });
      expect((await directory.http.get('/servers/b/history')).body).toMatchObject({ total: 2 });
    },
  );

  it('should say so when not even the state of a record can be read', async () => {
    await flip('"tenant":"default","id":"b"');
    expect((await get('a')).status).toBe(200);
    const answer = await directory.http.post('/servers/register').send(manifest('b'));
    expect([answer.status, answer.body]).toMatchObject([503, { code: 'RECORD_DAMAGED' }]);
    const beat = await directory.http.post('/servers/heartbeat').send({ id: 'b' });
    expect([beat.status, beat.body]).toMatchObject([503, { code: 'RECORD_DAMAGED' }]);
  });
});
