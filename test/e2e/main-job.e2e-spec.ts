import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('The main job', () => {
  let directory: TestApp;

  beforeAll(async () => {
    directory = await startTestApp();
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should register the example server', async () => {
    const answer = await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    expect(answer.body).toEqual({
      id: 'my_analyzer',
      outcome: 'registered',
      revision: 1795348800,
      digest: '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8',
      signature: 'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk',
      lease: { interval_seconds: 30, ttl_seconds: 90, expires_at: '2026-11-22T12:01:30.000Z' },
    });
  });

  it('should list it', async () => {
    const { body } = (await directory.http.get(`${DIRECTORY}/servers`).expect(200)) as {
      body: unknown;
    };
    expect(body).toMatchObject({ page: 1, limit: 50, total: 1, pages: 1 });
    expect(body).toHaveProperty('servers.0.id', 'my_analyzer');
  });
});
