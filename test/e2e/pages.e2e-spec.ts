import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogEntry } from '../../src/catalog/catalog-entry.js';
import { Budgets } from '../../src/limits/budgets.service.js';
import { verifyCommand } from '../../src/client/command/verify-command.js';
import { FROM, nameAddresses } from '../support/client-addresses.js';
import { manifest } from '../support/example-manifest.js';
import { paperStreams } from '../support/paper-streams.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const MIB = 1_024 * 1_024;
const SERVERS = 60;
const LARGE = `${DIRECTORY}/servers?tag=large&limit=500`;

interface Listing {
  readonly servers: readonly { readonly id: string }[];
  readonly total: number;
  readonly truncated?: true;
  readonly next?: string;
}

/** Sixty servers of 120 KiB. */
describe('Large pages', () => {
  let directory: TestApp;
  let url: string;
  let connections: Socket[];

  beforeAll(async () => {
    connections = [];
    directory = await startTestApp({ listen: true });
    nameAddresses(directory);
    directory.app.getHttpServer().on('connection', (socket: Socket) => connections.push(socket));
    url = await directory.app.getUrl();
    const tools = Array.from({ length: 30 }, (_, index) => ({
      name: `t${index}`,
      description: 'word '.repeat(790),
    }));
    for (let first = 0; first < SERVERS; first += 20) {
      const servers = Array.from({ length: 20 }, (_, index) =>
        manifest(`s${first + index}`, { tools, tags: ['large'] }),
      );
      await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    }
  }, 60_000);

  afterAll(async () => {
    await directory.end();
  });

  const answerBytes = () => directory.app.get(Budgets).of('answer bytes');

  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, { headers: { 'Accept-Encoding': 'identity', ...headers } });

  it.each(['servers', 'search'])('should end at 4 MiB, and %s go on without loss', async (face) => {
    const ids: string[] = [];
    let after = '';
    let pages = 0;
    for (; pages < 10; pages += 1) {
      const response = await ask(`${DIRECTORY}/${face}?q=word&limit=500${after}`);
      const text = await response.text();
      expect(text.length).toBeLessThan(4 * MIB);
      const { servers, total, truncated, next } = JSON.parse(text) as Listing;
      expect(total).toBe(SERVERS);
      ids.push(...servers.map(({ id }) => id));
      expect(truncated === true).toBe(next !== undefined);
      if (next === undefined) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    expect(pages).toBe(1);
    expect(new Set(ids).size).toBe(SERVERS);
    expect(ids).toHaveLength(SERVERS);
  });

  it('should be verified as a whole', async () => {
    const { io, written } = paperStreams(directory.clock);
    expect([await verifyCommand([url], io), written()]).toEqual([
      0,
      expect.stringContaining(`${SERVERS} of ${SERVERS} hold`),
    ]);
  });

  it('should be compressed for those who take that, and be the same for all', async () => {
    const plain = await ask(LARGE);
    const text = await plain.text();
    expect(plain.headers.get('vary')).toContain('Accept-Encoding');
    expect(plain.headers.has('content-encoding')).toBe(false);
    for (const [encoding, decompress] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const { headers, body } = await raw('GET', LARGE, { 'Accept-Encoding': encoding });
      expect(headers).toContain(`content-encoding: ${encoding}`);
      expect(headers).toContain(`etag: ${plain.headers.get('etag') ?? ''}`.toLowerCase());
      expect(body.length).toBeLessThan(text.length / 10);
      expect(decompress(body).toString()).toBe(text);
    }
  });

  it('should be asked for by HEAD, and again by their tags, without being rendered', async () => {
    const etag = (await ask(LARGE)).headers.get('etag') ?? '';
    const render = jest.spyOn(CatalogEntry.prototype, 'json');
    const head = await fetch(url + LARGE, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag]);
    const again = await ask(LARGE, { 'If-None-Match': etag });
    expect(again.status).toBe(304);
    const polls = Array.from({ length: 8 }, () =>
      ask(`${LARGE}&wait=30`, { 'If-None-Match': etag }),
    );
    for (let turn = 0; turn < 20; turn += 1) await ask('/health/live');
    // It is not selected.
    await directory.http.post('/servers/register').send(manifest('zzz')).expect(201);
    await directory.http.delete('/servers/zzz').expect(200);
    for (let turn = 0; turn < 5; turn += 1) await ask('/health/live');
    directory.clock.advance(30_000);
    for (const poll of polls) expect((await poll).status).toBe(304);
    expect(render).not.toHaveBeenCalled();
    render.mockRestore();
  });

  it('should wait in little memory for those who do not read, and for the time of their patience only', async () => {
    const before = connections.length;
    const stalled = Array.from({ length: 20 }, (_, index) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').pause();
      const from = index < 10 ? '10.0.0.1' : '10.0.0.2';
      socket.write(`GET ${LARGE} HTTP/1.1\r\nHost: localhost\r\n${FROM}: ${from}\r\n\r\n`);
      socket.on('error', () => undefined);
      return socket;
    });
    const { limits } = answerBytes();
    while (connections.length < before + 20) await ask('/health/live');
    for (let turn = 0; turn < 50; turn += 1) await ask('/health/live');
    const waiting = connections.reduce((sum, { writableLength }) => sum + writableLength, 0);
    expect(waiting).toBeLessThan(20 * 256 * 1_024);
    for (const client of ['10.0.0.1', '10.0.0.2']) {
      expect(answerBytes().usedBy(client)).toBeGreaterThan(2 * MIB);
      expect(answerBytes().usedBy(client)).toBeLessThanOrEqual(Math.max(limits.share, 4 * MIB));
    }
    const refused = await ask(LARGE, { [FROM]: '10.0.0.1' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await refused.json()).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect((await ask(LARGE, { [FROM]: '10.0.0.3' })).status).toBe(200);
    directory.clock.advance(31_000);
    while (answerBytes().used > 0) await ask('/health/live');
    for (const socket of stalled) socket.destroy();
  });

  it('should count nothing forever that was asked for behind another answer', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(`GET ${LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(5));
    while (answerBytes().used === 0) await ask('/health/live');
    socket.destroy();
    while (answerBytes().used > 0) await ask('/health/live');
    expect(answerBytes().used).toBe(0);
  });

  it('should refuse before any work when all that may wait does', async () => {
    const bytes = answerBytes();
    bytes.take('others', bytes.limits.most);
    const refused = await ask(LARGE);
    expect([refused.status, await refused.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'OVERLOADED' }),
    ]);
    expect((await ask(`${DIRECTORY}/tags`)).status).toBe(503);
    bytes.give('others', bytes.limits.most);
    expect((await ask(LARGE)).status).toBe(200);
  });

  async function raw(
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<{ headers: string; body: Buffer }> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    // HTTP/1.0: the body ends with the connection, without chunks.
    socket.write(`${method} ${path} HTTP/1.0\r\nHost: localhost\r\n${lines.join('')}\r\n`);
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    await once(socket, 'close');
    const answer = Buffer.concat(pieces);
    const end = answer.indexOf('\r\n\r\n');
    return {
      headers: answer.subarray(0, end).toString().toLowerCase(),
      body: answer.subarray(end + 4),
    };
  }
});
