import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessState } from '../../src/common/process-state.js';
import { LongPoll } from '../../src/directory/long-poll.service.js';
import { manifest } from '../support/example-manifest.js';
import { FixedChance } from '../support/fixed-chance.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const PATH = `${DIRECTORY}/servers?tag=mine`;

describe('Long poll', () => {
  let directory: TestApp;
  let url: string;
  let etag: string;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
    etag = (await fetch(url + PATH)).headers.get('etag') ?? '';
  });

  afterEach(async () => {
    await directory.end();
  });

  const poll = (seconds: number, ifNoneMatch?: string) =>
    fetch(`${url}${PATH}&wait=${seconds}`, {
      headers: ifNoneMatch === undefined ? {} : { 'If-None-Match': ifNoneMatch },
    });

  const longPoll = () => directory.app.get(LongPoll);

  /** Until the directory has begun to hold the request back: other requests have had their turns. */
  async function begun(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await fetch(`${url}/health/live`);
  }

  const register = (id: string, changes: object) =>
    directory.http.post('/servers/register').send(manifest(id, changes)).expect(201);

  it('should answer when the listing of this query differs', async () => {
    const answer = poll(30, etag);
    await begun();
    await register('other', { tags: ['not-mine'] });
    await register('new', { tags: ['mine'] });
    const response = await answer;
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ total: 1, servers: [{ id: 'new' }] });
  });

  it('should answer 304 when the time is up', async () => {
    const answer = poll(30, etag);
    await begun();
    directory.clock.advance(29_000);
    await register('other', { tags: ['not-mine'] });
    directory.clock.advance(1_000);
    expect((await answer).status).toBe(304);
  });

  it('should answer up to a sixteenth of the time earlier, so that clients do not come back together', async () => {
    const early = await startTestApp({ listen: true, chance: new FixedChance(0.5) });
    try {
      const path = `${await early.app.getUrl()}${PATH}`;
      const tag = (await fetch(path)).headers.get('etag') ?? '';
      let answered = false;
      const answer = fetch(`${path}&wait=32`, { headers: { 'If-None-Match': tag } }).finally(() => {
        answered = true;
      });
      for (let turn = 0; early.app.get(LongPoll).waiting === 0 && turn < 100; turn += 1) {
        await fetch(path);
      }
      early.clock.advance(30_999);
      await fetch(path);
      expect(answered).toBe(false);
      early.clock.advance(1);
      expect((await answer).status).toBe(304);
    } finally {
      await early.end();
    }
  });

  it('should answer at once when there is nothing to wait for', async () => {
    expect((await poll(30)).status).toBe(200);
    expect((await poll(30, '"other"')).status).toBe(200);
    expect((await poll(0, etag)).status).toBe(304);
  });

  it('should let go of waiting clients when the process drains', async () => {
    const answer = poll(30, etag);
    await begun();
    directory.app.get(ProcessState).drain();
    const response = await answer;
    expect(response.status).toBe(304);
    expect((await poll(30, etag)).headers.get('connection')).toBe('close');
  });

  it('should forget clients that leave', async () => {
    const leaving = new AbortController();
    const answer = fetch(`${url}${PATH}&wait=30`, {
      headers: { 'If-None-Match': etag },
      signal: leaving.signal,
    });
    await begun();
    expect(longPoll().waiting).toBe(1);
    leaving.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await begun();
    expect(longPoll().waiting).toBe(0);
  });
});
