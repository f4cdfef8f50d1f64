import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EntryFilter } from '../../src/catalog/entry-filter.js';
import { EventHub } from '../../src/directory/events/event-hub.service.js';
import { Budgets } from '../../src/limits/budgets.service.js';
import { FROM, nameAddresses } from '../support/client-addresses.js';
import { manifest } from '../support/example-manifest.js';
import { pathsOf, problemOf } from '../support/problem.js';
import { RawClient } from '../support/raw-client.js';
import { SseParser, type SseMessage } from '../support/sse-parser.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const MIB = 1_024 * 1_024;

/** About 200 KB. */
const large = (id: string, version: string) =>
  manifest(id, {
    version,
    tools: Array.from({ length: 50 }, (_, index) => ({
      name: `t${index}`,
      description: 'x'.repeat(4_000),
    })),
  });

describe('An event stream has limits', () => {
  let directory: TestApp;
  let url: string;
  let connections: Socket[];

  beforeEach(async () => {
    connections = [];
    directory = await startTestApp({ listen: true, env: { MAX_MANIFEST_KIB: '256' } });
    directory.app.getHttpServer().on('connection', (socket: Socket) => connections.push(socket));
    url = `${await directory.app.getUrl()}${DIRECTORY}/events`;
  });

  afterEach(async () => {
    await directory.end();
  });

  /** Bytes that wait in memory for those who do not read. */
  const waitingBytes = (): number =>
    connections.reduce((sum, { writableLength }) => sum + writableLength, 0);

  /** A client that reads nothing until it is told to. */
  async function openPaused(lastEventId?: string): Promise<IncomingMessage> {
    const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const request = get(`${url}?entries=1`, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }

  it('should cut off who does not read, and nobody else', async () => {
    const slow = await openPaused();
    const quick = await SseReader.open(`${url}?entries=1`);
    await quick.next();
    const hub = directory.app.get(EventHub);
    let most = 0;
    let changes = 0;
    for (; hub.cutOff === 0 && changes < 200; changes += 1) {
      await directory.http.post('/servers/register').send(large('big', `${changes}`));
      expect((await quick.next()).data).toMatchObject({ id: 'big' });
      most = Math.max(most, waitingBytes());
      directory.clock.advance(100);
    }
    expect(hub.cutOff).toBe(1);
    expect(hub.streams).toBe(1);
    expect(most).toBeGreaterThan(MIB / 2);
    expect(most).toBeLessThan(2 * MIB);
    const cut = new Promise((resolve) => slow.once('error', resolve));
    slow.resume();
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
    await directory.http.delete('/servers/big');
    expect((await quick.next()).event).toBe('removed');
    await quick.close();
  }, 60_000);

  it('should let who comes back read at leisure, from little memory, while more happens', async () => {
    const before = await SseReader.open(url);
    const { lastEventId } = await before.next();
    await before.close();
    const ids = Array.from({ length: 120 }, (_, index) => `s${index}`);
    for (let first = 0; first < ids.length; first += 30) {
      const servers = ids.slice(first, first + 30).map((id) => large(id, '1'));
      await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    }
    const slow = await openPaused(lastEventId);
    let most = 0;
    for (let change = 0; change < 20; change += 1) {
      await directory.http
        .post('/servers/register')
        .send(large('s0', `1.${change}`))
        .expect(200);
      most = Math.max(most, waitingBytes());
      directory.clock.advance(100);
    }
    expect(most).toBeLessThan(MIB);
    const messages: SseMessage[] = [];
    const parser = new SseParser();
    slow.setEncoding('utf8');
    const versions = (): unknown[] =>
      messages.slice(-1).map(({ data }) => (JSON.parse(data) as { entry: object }).entry);
    await new Promise<void>((resolve) => {
      slow.on('data', (piece: string) => {
        messages.push(...parser.take(piece));
        const all = new Set(messages.map(({ data }) => (JSON.parse(data) as { id: string }).id));
        if (all.size === ids.length && messages.length > ids.length) resolve();
      });
    });
    expect(versions()).toEqual([expect.objectContaining({ id: 's0', version: '1.19' })]);
    expect(directory.app.get(EventHub).cutOff).toBe(0);
    slow.destroy();
  }, 60_000);

  it('should count nothing forever that was asked for behind another stream', async () => {
    const hub = directory.app.get(EventHub);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const request = `GET ${DIRECTORY}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    socket.write(request.repeat(3));
    await once(socket, 'data');
    const alive = () => directory.http.get('/health/live');
    for (let turn = 0; turn < 5; turn += 1) await alive();
    expect(hub.streams).toBe(1);
    socket.destroy();
    for (let turn = 0; turn < 100 && hub.streams > 0; turn += 1) await alive();
    expect(hub.streams).toBe(0);
  });

  it('should refuse the one stream too many', async () => {
    const streams = directory.app.get(Budgets).of('event streams');
    streams.take('others', streams.limits.most);
    const client = new RawClient(directory);
    const answer = await client.get(`${DIRECTORY}/events`);
    client.close();
    expect(problemOf(answer)).toMatchObject({ status: 503, code: 'OVERLOADED' });
    expect(answer.headers['retry-after']).toBe('5');
  });

  it('should give each client a share, also of streams that wait behind others', async () => {
    nameAddresses(directory);
    const streams = directory.app.get(Budgets).of('event streams');
    const { hostname, port } = new URL(url);
    const head = `GET ${DIRECTORY}/events HTTP/1.1\r\nHost: localhost\r\n${FROM}: 10.0.0.1\r\n\r\n`;
    const sockets = Array.from({ length: streams.limits.share / 5 }, () => {
      const socket = connect(Number(port), hostname);
      socket.write(head.repeat(5));
      return socket;
    });
    while (streams.used < streams.limits.share) await directory.http.get('/health/live');
    const client = new RawClient(directory);
    const ask = (from: string) =>
      client.send({ method: 'GET', path: `${DIRECTORY}/events`, headers: { [FROM]: from } });
    const refused = problemOf(await ask('10.0.0.1'));
    expect(refused).toMatchObject({ status: 429, code: 'QUOTA_EXCEEDED' });
    const other = await SseReader.open(url);
    await other.next();
    await other.close();
    for (const socket of sockets) socket.destroy();
    while (streams.used > 0) await directory.http.get('/health/live');
    client.close();
  });

  it('should let a client look for a few different words only', async () => {
    nameAddresses(directory);
    const searches = directory.app.get(Budgets).of('watched searches');
    const { share } = searches.limits;
    const streams: IncomingMessage[] = [];
    const open = async (words: string, from: string): Promise<number | undefined> => {
      const request = get(`${url}?q=${words}`, { headers: { [FROM]: from }, agent: false });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.on('error', () => undefined).resume();
      streams.push(response);
      return response.statusCode;
    };
    for (let index = 0; index < share; index += 1) {
      expect(await open(`w${index}`, '10.0.0.1')).toBe(200);
    }
    expect(await open('another', '10.0.0.1')).toBe(429);
    expect(await open('w0', '10.0.0.1')).toBe(200);
    expect(await open('another', '10.0.0.2')).toBe(200);
    for (const stream of streams) stream.destroy();
    while (searches.used > 0) await directory.http.get('/health/live');
    expect(directory.app.get(Budgets).of('event streams').used).toBe(0);
  });

  it('should tell plain streams first, and spend a tenth of the time on those that look for words', async () => {
    const words = Array.from({ length: 20 }, (_, index) => `word${index}`);
    const lane = await Promise.all(words.map((word) => SseReader.open(`${url}?q=${word}`)));
    const plain = await SseReader.open(url);
    for (const reader of [plain, ...lane]) await reader.next();
    // Each look at a changed server takes a while.
    const look = Reflect.get<EntryFilter, 'matches'>(EntryFilter.prototype, 'matches');
    const spy = jest.spyOn(EntryFilter.prototype, 'matches');
    spy.mockImplementation(function (this: EntryFilter, facts) {
      if (this.hasWords) directory.clock.advance(5);
      return look.call(this, facts);
    });
    const start = directory.clock.monotonic();
    await directory.http.post('/servers/register').send(manifest('a', { description: 'word0' }));
    expect((await plain.next()).event).toBe('registered');
    expect(directory.clock.monotonic() - start).toBeLessThan(50);
    expect((await lane[0]?.next())?.event).toBe('registered');
    const spent = directory.clock.monotonic() - start;
    expect(spent).toBeGreaterThanOrEqual(5);
    while (spy.mock.calls.length < 21) await directory.http.get('/health/live');
    const round = directory.clock.monotonic();
    await directory.http.delete('/servers/a');
    await plain.next();
    const calls = spy.mock.calls.length;
    directory.clock.advance(400);
    await directory.http.get('/health/live');
    expect(directory.clock.monotonic() - round).toBeLessThan(9 * 100);
    expect(spy.mock.calls.length).toBe(calls);
    directory.clock.advance(2_000);
    while (spy.mock.calls.length === calls) await directory.http.get('/health/live');
    spy.mockRestore();
    for (const reader of [plain, ...lane]) await reader.close();
  });

  it.each([
    ['page=1', ['page']],
    ['limit=5&wait=3', ['limit', 'wait']],
    ['entries=yes', ['entries']],
    ['entries=1&entries=1', ['entries']],
    ['status=up', ['status']],
    ['tag=', ['tag']],
    ['q=a&q=b', ['q']],
    ['capability=%00', ['capability']],
    ['last_event_id=1.2', ['last_event_id']],
    ['__proto__=1&Tag=x', ['Tag', '__proto__']],
  ])('should refuse %s', async (query, paths) => {
    const client = new RawClient(directory);
    const problem = problemOf(await client.get(`${DIRECTORY}/events?${query}`));
    client.close();
    expect({ code: problem.code, paths: pathsOf(problem) }).toEqual({
      code: 'VALIDATION_FAILED',
      paths,
    });
    expect(directory.app.get(EventHub).streams).toBe(0);
  });

  it('should take no other methods', async () => {
    const { status, headers } = await directory.http.post(`${DIRECTORY}/events`);
    expect([status, (headers as Record<string, string>)['allow']]).toEqual([405, 'GET, HEAD']);
  });
});
