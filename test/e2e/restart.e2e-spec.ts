import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('Restart', () => {
  let clock: ManualClock;
  let data: Awaited<ReturnType<typeof tempDir>>;
  let directory: TestApp;

  const start = () => startTestApp({ dataDir: data.path, clock });

  async function restartAfter(seconds: number): Promise<void> {
    await directory.stop();
    clock.advance(seconds * 1_000);
    directory = await start();
  }

  async function statusOf(id: string): Promise<unknown> {
    const { body } = (await directory.http.get(`${DIRECTORY}/servers/${id}`)) as { body: unknown };
    return (body as { status: unknown }).status;
  }

  beforeEach(async () => {
    clock = new ManualClock();
    data = await tempDir();
    directory = await start();
    await directory.http
      .post('/servers/register')
      .send(manifest('a', { heartbeat_interval_seconds: 5, tags: ['x'] }))
      .expect(201);
  });

  afterEach(async () => {
    await directory.end();
    await data.remove();
  });

  it('should serve the same entries and entity tags as before', async () => {
    const before = await directory.http.get(`${DIRECTORY}/search?tag=x`);
    // Within one signing window.
    await restartAfter(540);
    const after = await directory.http.get(`${DIRECTORY}/search?tag=x`);
    expect(after.text).toBe(before.text);
    expect(after.headers['etag']).toBe(before.headers['etag']);
  });

  it('should give live servers a full term', async () => {
    await directory.pass(14);
    await restartAfter(3_600);
    await directory.pass(14.5);
    expect(await statusOf('a')).toBe('healthy');
    await directory.pass(0.5);
    expect(await statusOf('a')).toBe('stale');
  });

  it('should let stale servers go on from when they were marked, less the time it was away', async () => {
    await directory.pass(15);
    expect(await statusOf('a')).toBe('stale');
    await directory.pass(20);
    await restartAfter(3_600);
    await directory.pass(9.5);
    expect(await statusOf('a')).toBe('stale');
    await directory.pass(0.5);
    expect(await statusOf('a')).toBe('offline');
  });

  it('should remove an offline server after 24 hours in which it was counted', async () => {
    await directory.pass(45);
    expect(await statusOf('a')).toBe('offline');
    await directory.pass(8 * 3_600);
    await restartAfter(48 * 3_600);
    await directory.pass(8 * 3_600);
    await restartAfter(48 * 3_600);
    await directory.pass(8 * 3_600 - 1);
    expect(await statusOf('a')).toBe('offline');
    await directory.pass(1);
    expect(await statusOf('a')).toBe(404);
  });

  it('should keep what was counted when it is stopped before it has loaded', async () => {
    await directory.pass(15);
    await directory.pass(20);
    await directory.stop();
    const stoppedEarly = await startTestApp({ dataDir: data.path, clock, load: false });
    await stoppedEarly.stop();
    directory = await start();
    await directory.pass(9.5);
    expect(await statusOf('a')).toBe('stale');
    await directory.pass(0.5);
    expect(await statusOf('a')).toBe('offline');
  });

  it('should remember removed servers and count their revisions on', async () => {
    await directory.http.delete('/servers/a').expect(200);
    await restartAfter(1);
    expect((await directory.http.get('/servers/a/history').expect(200)).body).toMatchObject({
      total: 2,
    });
    const back = await directory.http.post('/servers/register').send(manifest('a')).expect(201);
    expect(back.body).toMatchObject({ outcome: 'registered', revision: 1795348802 });
  });
});
