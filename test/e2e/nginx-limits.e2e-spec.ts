import { afterEach, expect, it } from '@jest/globals';
import { describeFront, FrontScene } from '../support/front-scene.js';
import type { FrontSettings } from '../support/nginx.js';
import { assertProblem } from '../support/problem.js';
import { RawConnection, sendRaw } from '../support/raw-http.js';
import type { StandIn } from '../support/stand-in.js';
import { DIRECTORY } from '../support/test-app.js';

const post = { method: 'POST', body: '{}' };
const count = (statuses: readonly number[], status: number): number =>
  statuses.filter((each) => each === status).length;

describeFront("The front's limits", () => {
  const scene = new FrontScene();

  afterEach(() => scene.end());

  async function frontOf(replicas: readonly StandIn[], settings: FrontSettings): Promise<string> {
    return scene.front(replicas, { settings });
  }

  async function statuses(url: string, times: number, init?: RequestInit): Promise<number[]> {
    const answers = await Promise.all(Array.from({ length: times }, () => fetch(url, init)));
    for (const answer of answers) await answer.text();
    return answers.map(({ status }) => status);
  }

  /** Endless answers, as event streams are. */
  function streaming(): Promise<StandIn> {
    return scene.standIn('directory', (request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      if (request.url?.endsWith('/events') === true) response.write(': open\n\n');
      else response.end();
    });
  }

  it("should hold a share of its connections for one client's streams, and go on for the others", async () => {
    const replica = await streaming();
    const url = await frontOf([replica], { FRONT_CONNECTIONS: '256', FRONT_STREAMS: '60' });
    const controller = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: 150 }, () =>
        fetch(`${url}${DIRECTORY}/events`, { signal: controller.signal }),
      ),
    );
    const opened = streams.map(({ status }) => status);
    expect([count(opened, 200), count(opened, 429)]).toEqual([60, 90]);
    expect(await statuses(`${url}/servers/status`, 20)).toEqual(Array(20).fill(200));
    expect(await statuses(`${url}/servers/heartbeat`, 20, post)).toEqual(Array(20).fill(200));
    controller.abort();
  });

  it('should answer a client that is over its share with problem details', async () => {
    const url = await frontOf([await scene.standIn('directory')], {
      FRONT_WRITES_PER_SECOND: '1',
      FRONT_BURST: '2',
    });
    const init = { ...post, headers: { 'X-Request-Id': 'mine' } };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${url}/servers/register`, init)),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(15);
    for (const answer of refused) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('x-request-id')).toBe('mine');
      const problem: unknown = await answer.json();
      assertProblem(problem);
      expect(problem.code).toBe('QUOTA_EXCEEDED');
    }
    // Other kinds of requests have an allowance of their own.
    expect(await statuses(`${url}/servers/heartbeat`, 50, post)).toEqual(Array(50).fill(200));
    expect(await statuses(`${url}${DIRECTORY}/search?q=a`, 3)).toEqual(Array(3).fill(200));
  });

  it.each([`${DIRECTORY}/search?q=a`, `${DIRECTORY}/servers?%71=a`, `${DIRECTORY}/servers?wait=1`])(
    'should bound how often a client asks %s',
    async (path) => {
      const url = await frontOf([await scene.standIn('directory')], {
        FRONT_QUERIES_PER_SECOND: '1',
        FRONT_BURST: '2',
      });
      expect(count(await statuses(url + path, 20), 429)).toBeGreaterThanOrEqual(15);
      expect(await statuses(`${url}${DIRECTORY}/servers/a`, 20)).toEqual(Array(20).fill(200));
    },
  );

  it("should bound a client's requests that are not answered yet", async () => {
    const replica = await scene.standIn('directory', () => undefined);
    const url = await frontOf([replica], { FRONT_REQUESTS: '5', FRONT_ANSWER_TIMEOUT: '1s' });
    const all = await statuses(`${url}${DIRECTORY}/servers`, 12);
    expect([count(all, 429), count(all, 503)]).toEqual([7, 5]);
  });

  it.each([
    ['GET', `${DIRECTORY}/search?q=a`],
    ['GET', `${DIRECTORY}/servers?limit=500`],
    ['GET', `${DIRECTORY}/servers?wait=60`],
    ['GET', `${DIRECTORY}/servers/a`],
    ['GET', `${DIRECTORY}/snapshot`],
  ])('should not give a slow %s %s to the second replica too', async (method, path) => {
    const replicas = [
      await scene.standIn('a', () => undefined),
      await scene.standIn('b', () => undefined),
    ];
    const url = await frontOf(replicas, { FRONT_ANSWER_TIMEOUT: '1s' });
    expect(await statuses(url + path, 1, { method })).toEqual([503]);
    expect(replicas.flatMap(({ requests }) => requests)).toHaveLength(1);
  });

  it.each([
    ['headers', 'POST /servers/register HTTP/1.1\r\nHost: a\r\nX-Half: '],
    ['a body', 'POST /servers/register HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"id":'],
    [
      'a chunk',
      'POST /servers/register HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{',
    ],
  ])('should cut a client off that does not finish %s', async (_what, text) => {
    const replica = await scene.standIn('directory');
    const url = await frontOf([replica], { FRONT_PATIENCE: '1s' });
    const connection = scene.add(await RawConnection.open(url));
    connection.write(text);
    await connection.closed;
    expect(connection.text).toMatch(/^(HTTP\/1.1 408 |$)/);
    expect(replica.requests).toEqual([]);
  });

  it('should keep the unfinished bodies of eight batches of one client, and no more', async () => {
    const url = await frontOf([await scene.standIn('directory')], {});
    const unfinished: RawConnection[] = [];
    for (let number = 0; number < 9; number += 1) {
      const connection = scene.add(await RawConnection.open(url));
      connection.write(
        'POST /servers/batch/register HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n{',
      );
      unfinished.push(connection);
    }
    await Promise.race(unfinished.map((connection) => connection.answered()));
    const answers = unfinished.map(({ text }) => text.slice(0, 12));
    expect(answers.filter((text) => text !== '')).toEqual(['HTTP/1.1 429']);
    expect(await statuses(`${url}/servers/register`, 5, post)).toEqual(Array(5).fill(200));
  });

  it.each([
    [400, 'another version of HTTP', 'GET / HTTP/9.9', []],
    [400, 'a method that is none', '<> /health HTTP/1.1', []],
    [400, 'two hosts', 'GET /health HTTP/1.1', ['Host: b']],
    [405, 'TRACE', 'TRACE /health HTTP/1.1', []],
    [413, 'a large body', 'POST /servers/register HTTP/1.1', ['Content-Length: 262145']],
    [413, 'a large batch', 'POST /servers/batch/register HTTP/1.1', ['Content-Length: 10000000']],
    [431, 'a long header', 'GET /health HTTP/1.1', [`X-Long: ${'x'.repeat(40_000)}`]],
    [431, 'a long path', `GET /health?${'x'.repeat(20_000)} HTTP/1.1`, []],
  ])('should answer %d to %s with problem details', async (status, _what, line, headers) => {
    const url = await frontOf([await scene.standIn('directory')], {});
    const answer = await sendRaw(url, line, headers);
    expect(answer.head).toMatch(/^Content-Type: application\/problem\+json\r?$/m);
    expect(answer.head).toMatch(/^X-Request-Id: [0-9a-f]{32}\r?$/m);
    expect(answer.status).toBe(status);
    const problem: unknown = JSON.parse(answer.body);
    assertProblem(problem);
    expect(problem.status).toBe(status);
  });
});
