import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('Statuses that members report', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp({ env: { MAX_HISTORY_ENTRIES: '100' } });
    await directory.http.post('/servers/register').send(manifest('a'));
  });

  afterEach(() => directory.end());

  const beat = (status: string) =>
    directory.http.post('/servers/heartbeat').send({ id: 'a', status });
  const flip = (count: number) => beat(count % 2 === 0 ? 'draining' : 'healthy');

  async function history(): Promise<number> {
    const { body } = (await directory.http.get('/servers/a/history')) as {
      body: { total: number };
    };
    return body.total;
  }

  it('should change so often a minute at most; a heartbeat with one more counts, and says so', async () => {
    for (let count = 0; count < 30; count += 1) expect((await flip(count)).status).toBe(200);
    expect(await history()).toBe(31);
    directory.clock.advance(1_000);
    const refused = await flip(30);
    expect([refused.status, refused.body]).toMatchObject([
      429,
      { code: 'QUOTA_EXCEEDED', detail: expect.stringContaining('The heartbeat counts') },
    ]);
    expect(refused.headers['retry-after']).toBe('1');
    expect(await history()).toBe(31);
    const entry = await directory.http.get(`${DIRECTORY}/servers/a`);
    expect(entry.body).toMatchObject({
      status: 'healthy',
      directory: { last_heartbeat: new Date(directory.clock.now()).toISOString() },
    });
    // What says nothing new is always taken, and a little later so is a change.
    expect((await beat('healthy')).status).toBe(200);
    directory.clock.advance(1_000);
    expect((await flip(30)).status).toBe(200);
    expect((await flip(31)).status).toBe(429);
  });

  it('should keep a server alive that changes its status too often', async () => {
    for (let second = 0; second < 200; second += 1) {
      await flip(second);
      await directory.pass(1);
    }
    const entry = await directory.http.get(`${DIRECTORY}/servers/a`);
    expect(['healthy', 'draining']).toContain((entry.body as { status: string }).status);
  });

  it('should leave no more than the newest entries in the history', async () => {
    for (let count = 0; count < 130; count += 1) {
      expect((await flip(count)).status).toBe(200);
      directory.clock.advance(2_000);
    }
    expect(await history()).toBe(100);
  });
});
