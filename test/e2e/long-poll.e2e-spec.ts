import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogDocuments } from '../../src/catalog/catalog-documents.service.js';
import { ProcessState } from '../../src/common/process-state.js';
import { LongPoll } from '../../src/directory/long-poll.service.js';
import { Budgets } from '../../src/limits/budgets.service.js';
import { FROM, nameAddresses } from '../support/client-addresses.js';
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

describe('Long polls have limits', () => {
  let directory: TestApp;
  let url: string;
  let etag: string;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true, env: { MAX_STREAMS: '30' } });
    nameAddresses(directory);
    url = await directory.app.getUrl();
    etag = (await fetch(url + PATH)).headers.get('etag') ?? '';
  });

  afterEach(async () => {
    await directory.end();
  });

  const waiting = () => directory.app.get(LongPoll).waiting;

  const poll = (from: string, path = PATH) =>
    fetch(`${url}${path}&wait=30`, { headers: { 'If-None-Match': etag, [FROM]: from } });

  async function until(condition: () => boolean): Promise<void> {
    for (let turn = 0; !condition(); turn += 1) {
      if (turn === 200) throw new Error('It did not come to that.');
      await fetch(`${url}/health/live`);
    }
  }

  it('should let one request a connection wait, and answer the others as if their time was up', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = `GET ${PATH}&wait=30 HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${etag}\r\n\r\n`;
    socket.write(head.repeat(9));
    await until(() => waiting() > 0);
    for (let turn = 0; turn < 5; turn += 1) await fetch(`${url}/health/live`);
    expect(waiting()).toBe(1);
    let answers = '';
    socket.on('data', (text) => (answers += text.toString()));
    directory.clock.advance(30_000);
    await until(() => answers.split('HTTP/1.1 304').length === 10);
    socket.destroy();
  });

  it('should give each client a share, and say when to come back', async () => {
    const { share } = directory.app.get(Budgets).of('long polls').limits;
    const polls = Array.from({ length: share }, () => poll('10.0.0.1'));
    await until(() => waiting() === share);
    const refused = await poll('10.0.0.1');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    const other = poll('10.0.0.2');
    await until(() => waiting() === share + 1);
    directory.clock.advance(30_000);
    for (const answer of [...polls, other]) expect((await answer).status).toBe(304);
    expect(directory.app.get(Budgets).of('long polls').used).toBe(0);
  });

  it('should look once for all that wait for the same, after a change', async () => {
    const listing = jest.spyOn(directory.app.get(CatalogDocuments), 'listing');
    const polls = Array.from({ length: 10 }, () => poll('127.0.0.1'));
    await until(() => waiting() === 10);
    listing.mockClear();
    await directory.http.post('/servers/register').send(manifest('other', { tags: ['x'] }));
    await until(() => listing.mock.calls.length > 0);
    for (let turn = 0; turn < 5; turn += 1) await fetch(`${url}/health/live`);
    expect(listing).toHaveBeenCalledTimes(1);
    directory.clock.advance(30_000);
    await Promise.all(polls);
  });
});
